"""What the database raises beside `StoreError`."""

from app.core.errors import StoreError


class FolderInUseError(StoreError):
    """Another process uses the data folder."""
