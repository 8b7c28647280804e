"""Runs: code tried on samples or on own inputs, for no score."""
