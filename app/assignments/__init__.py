"""Assignments: problems to hand in by a time, exceptions for learners, and what they get."""
