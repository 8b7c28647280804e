"""Executed by Alembic: runs the migrations on the connection that it was given."""

from alembic import context

from app.database.tables.base import metadata

# The caller's transaction: it commits all steps, or none.
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
context.run_migrations()
