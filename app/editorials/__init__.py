"""What a problem teaches beside judging: hints to open one by one, and an editorial."""
