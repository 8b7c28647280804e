"""Rejudges: submissions judged again on another revision."""
