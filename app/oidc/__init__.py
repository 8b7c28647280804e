"""OpenID Connect: users of an identity provider sign in; LTI checks its messages alike."""
