"""The tests' own strength: what a problem's cases catch, and what they would let through."""
