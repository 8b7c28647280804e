"""Grading: turning a submission's results into a verdict, and naming its mistake."""
