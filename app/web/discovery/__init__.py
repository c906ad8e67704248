"""Finding and following: the list, the search, feeds, letters to readers, cards on other sites."""
