"""Pages by which anybody checks that nothing published was changed."""
