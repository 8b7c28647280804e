"""Mistakes: wrong submissions that no example explains yet, and making one known."""
