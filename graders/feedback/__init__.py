"""Feedback beyond a verdict: remarks, the smallest failing input, reproducers."""
