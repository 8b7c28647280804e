"""The content of new problems: packages that are small, complete and pass their checks."""
