"""What the database raises in addition to `StoreError`."""

from app.core.errors import StoreError


class FolderInUseError(StoreError):
    """Another process uses the data folder."""
