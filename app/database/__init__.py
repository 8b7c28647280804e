"""The database: its two engines, its tables and migrations, and notifications."""
