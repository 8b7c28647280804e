"""Confined single-use processes for untrusted code."""
