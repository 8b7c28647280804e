"""The defaults of a judge's settings, for those who read settings before they need a judge."""

PRECOMPUTED_DRAWS = 128
PRECOMPUTED_MB = 1024
WARM_MEMORY_MB = 2560
