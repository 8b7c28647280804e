"""HTTP: reading requests, answering them, and the errors and lists that all resources share."""
