"""Why a signed message does not hold."""

from typing import Literal

Fault = Literal["keys", "signature", "issuer", "audience", "expired", "nonce", "content"]


class IdTokenError(Exception):
    """An ID token does not hold. `detail` says more of the fault `content`."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(f"{fault} {detail}".strip())
        self.fault = fault
        self.detail = detail
