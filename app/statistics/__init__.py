"""Statistics of learners' submissions."""
