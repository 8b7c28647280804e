"""Honest learners beside hostile ones: whether the honest ones notice."""
