"""What approval hears from others: so far nothing; complaints are heard from it."""
