"""The pages: templates, the built bundle, and the routes that serve them."""
