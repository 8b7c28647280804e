"""The pages: templates, the built bundle, and the routes that put them together."""
