"""The layers that confine a sandboxed process."""
