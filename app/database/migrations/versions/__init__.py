"""One module a step; its number is the revision that it leads to."""
