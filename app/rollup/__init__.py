"""The rollup: counts of all verdicts, kept up to date as verdicts come, change and go."""
