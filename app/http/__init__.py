"""HTTP: request parsing, answers, and the errors and lists that all resources share."""
