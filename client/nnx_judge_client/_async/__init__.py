"""The client for asyncio, which the sync one in `_sync` is generated from: `make client`."""
