"""The queue of jobs: rows that workers claim, and the workers themselves."""
