"""What a declaration must say and keep, how codes are put together, what is there twice: values only, no database."""
