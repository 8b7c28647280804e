"""The audit: what was done, by whom and from where, is recorded with it."""
