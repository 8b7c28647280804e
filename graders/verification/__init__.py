"""Checking a problem's tests: what its cases catch, and what they would let through."""
