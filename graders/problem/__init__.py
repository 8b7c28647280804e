"""Problems as packages: their description, their cases, and changing them."""
