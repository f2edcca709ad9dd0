"""Writing: choose the symbols of a passage, end the passage, and rank several passages."""
