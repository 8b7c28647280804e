"""Webhooks: telling a site's own server how its submissions ended."""
