"""Pages of approval: applying, following one's case, the officers' desk and workbench."""
