"""Pieces of pages drawn outside of a page: the same partials, for the live room and for who catches up."""
