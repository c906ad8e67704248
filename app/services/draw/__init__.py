"""From the lottery to the seated jurors."""
