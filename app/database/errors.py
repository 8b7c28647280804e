"""What the store raises."""


class StoreError(Exception):
    """The store can't be used. The message says why and, where there is a remedy, which."""


class FolderInUseError(StoreError):
    """Another process uses the data folder."""
