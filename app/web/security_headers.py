"""What a page's headers forbid the browser: foreign resources, frames in other sites, and more."""

from collections.abc import Sequence


def security_headers(nonce: str, embedders: Sequence[str], posts_to: str) -> dict[str, str]:
    """The headers of a page.

    Args:
        nonce: of the styles that stand in the page.
        embedders: the origins that may show it in a frame.
        posts_to: another origin that a form of the page posts to; may be empty.
    """
    frames = " ".join(embedders) or "'none'"
    return {
        # All resources come from this service. The editor writes its styles into its own element.
        "Content-Security-Policy": "default-src 'none'; script-src 'self'; connect-src 'self'; "
        f"img-src 'self' data:; style-src 'self' 'nonce-{nonce}'; base-uri 'none'; "
        f"form-action 'self' {posts_to}; frame-ancestors {frames}",
        "Cache-Control": "private, no-cache",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }
