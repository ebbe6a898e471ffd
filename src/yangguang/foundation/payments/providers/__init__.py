"""Banks and collecting agents, as providers: one that plays the bank, one that always fails, one over HTTP."""
