"""Shared foundations of all subjects."""
