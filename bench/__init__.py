"""The measurements: what a verdict costs, by each strategy, and what the judge needs for it."""
