"""The service: HTTP, the store, the queue and the command line."""
