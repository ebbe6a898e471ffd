"""What linkage knows without a database."""
