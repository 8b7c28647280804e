"""The judge's side of the sandbox: starts, watches and ends confined processes."""
