"""Pages of the timeline and of what overseers watch."""
