"""Pages of discretion standards: the public calculator and the editor of their keepers."""
