"""The pages of the order of powers."""
