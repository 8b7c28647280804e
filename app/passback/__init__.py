"""Passback: grades that may have changed become due, for platforms to be told."""
