"""Pages of the flow editor and of the trial run."""
