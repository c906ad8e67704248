"""Recruitment: letters to addresses drawn by lot, and what comes back."""
