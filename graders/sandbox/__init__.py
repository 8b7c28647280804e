"""Confined single-use processes for code that nobody trusts."""
