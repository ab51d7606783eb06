"""Data: distributions whose density is known, digits, folders, scenes; and how they come to a game."""
