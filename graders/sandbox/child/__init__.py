"""What runs inside of a sandboxed process."""
