"""Pages of linkage."""
