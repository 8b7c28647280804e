"""Problems: the catalogue, their revisions, and changing them."""
