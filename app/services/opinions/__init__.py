"""Opinions of the jurors and the map of them: an aid to the talk that decides nothing."""
