"""Writing together: the shared text of each draft, its history, amendments and the scale of consensus."""
