"""For each exercise, answers that are right in more than one form, and common errors by their names."""
