"""Writing: how an author chooses the symbols of a passage, where it stops, and which is best."""
