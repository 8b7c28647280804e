"""Statistics of what learners submit."""
