"""Running sources: in forks of warm templates, with precomputed cases."""
