"""Views of writing together: the shared text, its history, amendments and the scale of consensus."""
