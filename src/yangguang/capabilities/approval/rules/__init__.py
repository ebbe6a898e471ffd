"""What approval decides by rule alone: refusals, the form, the materials, the words for people."""
