"""Grading: from what a submission did to its verdict, and the mistake it looks like."""
