"""The measurements: what a verdict costs, by each road, and what the judge needs for it."""
