"""Pages of supervision: cards, the live screen, the process view, the rule book, outside systems."""
