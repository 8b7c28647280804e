"""Webhooks: notifying a site's own server how its submissions ended."""
