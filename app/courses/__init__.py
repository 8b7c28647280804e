"""Courses: which problems are in their assignments, for keys that are bound to one."""
