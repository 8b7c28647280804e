"""The queue: how a stored submission reaches a judge, and how whoever waits hears of it."""
