"""What a sandboxed process is confined by."""
