"""OpenID Connect: users of an identity provider sign in."""
