"""Every way of reading the order of powers."""
