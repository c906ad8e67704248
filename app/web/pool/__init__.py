"""Pages of the pool and its targets."""
