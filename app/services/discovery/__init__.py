"""Finding and following: the list of all juries, the search, what is new, and who wants to hear of it."""
