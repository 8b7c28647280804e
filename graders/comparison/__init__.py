"""Comparing an output with the expected one, and saying how they differ."""
