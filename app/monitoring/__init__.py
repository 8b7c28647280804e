"""How the service is doing: health, metrics, the queue and the workers."""
