"""Pages: what waits for a person, one comparison, the rules, sources and runs."""
