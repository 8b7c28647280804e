"""The code that runs inside a sandboxed process."""
