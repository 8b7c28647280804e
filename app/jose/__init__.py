"""Signed messages: ID tokens of OpenID Connect and LTI, and what the judge seals itself."""
