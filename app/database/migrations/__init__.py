"""The steps from an empty database to today's tables, applied in order by Alembic."""
