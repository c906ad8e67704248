"""The rules of a citizens' jury in plain Python: standard library only."""
