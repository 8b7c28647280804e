"""Reviews: findings about a submission beyond its verdict."""
