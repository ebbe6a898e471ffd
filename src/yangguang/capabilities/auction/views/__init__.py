"""Pages and doors of live bidding."""
