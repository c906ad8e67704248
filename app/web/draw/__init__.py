"""Pages of the draw and of the seats."""
