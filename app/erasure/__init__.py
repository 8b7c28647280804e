"""Erasure: what is stored about a learner or a site is deleted."""
