"""DMN 1.1–1.5 decision models at conformance level 2."""
