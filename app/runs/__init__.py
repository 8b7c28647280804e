"""Runs: trying code on samples or on own inputs, without a score."""
