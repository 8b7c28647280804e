"""Learners: what each has solved, and who is stuck on what."""
