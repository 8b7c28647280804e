"""The track: problems by chapter, in the order in which they are best solved."""
