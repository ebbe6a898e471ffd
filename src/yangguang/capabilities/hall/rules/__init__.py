"""What the hall's law says, as plain values."""
