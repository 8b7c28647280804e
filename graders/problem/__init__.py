"""Problems as packages: what they say, their cases, and changing them."""
