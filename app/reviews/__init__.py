"""Reviews: what is found about a submission beyond its verdict."""
