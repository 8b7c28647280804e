"""Submissions: accepted, queued, read, followed and cancelled."""
