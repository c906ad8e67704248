"""Pages for signing in and for the people of a jury."""
