"""The worker: claims jobs, judges, and stores the results."""
