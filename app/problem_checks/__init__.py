"""Checks of problems before they change, and previews of their cases."""
