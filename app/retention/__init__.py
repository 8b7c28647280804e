"""Retention: what is older than the operator wants to keep is removed; verdicts and scores stay."""
