"""How sources are run: by forks of warm templates, with precomputed cases."""
