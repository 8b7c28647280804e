"""The service's state: health, metrics, the queue and the workers."""
