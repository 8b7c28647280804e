"""The queue: how a stored submission reaches a judge, and how a waiting client hears of it."""
