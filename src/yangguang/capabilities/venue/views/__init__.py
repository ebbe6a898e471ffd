"""Pages of the venue."""
