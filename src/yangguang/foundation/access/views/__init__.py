"""Pages of signing in, of the own account, and of whom one stands for."""
