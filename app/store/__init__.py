"""The store: tables, migrations and queries. Nothing else speaks SQL."""
