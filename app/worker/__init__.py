"""The worker: takes jobs, judges, and reports."""
