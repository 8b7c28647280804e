"""Errors about webhooks."""

from http import HTTPStatus

from app.core.errors import ApiError


class UnknownWebhookError(ApiError):
    """No webhook or endpoint has this id."""

    status = HTTPStatus.NOT_FOUND
    kind = "unknown-webhook"
    title = "Unknown webhook"
    sentence = "No delivery has this id."


class UnknownEndpointError(UnknownWebhookError):
    """No endpoint has this id."""

    sentence = "No endpoint has this id."
