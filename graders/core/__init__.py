"""What every part of judging builds on: values, verdicts, their sizes, cancellation."""
