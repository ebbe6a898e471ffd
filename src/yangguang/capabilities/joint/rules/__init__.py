"""What joint approval knows without a database."""
