"""The desks of the three administrators, and what officers do with their own powers; each page says by which rule."""
