"""Pages of the authority's replies and of what follows from them."""
