"""Compiled statements that all databases of the tests share: each would compile its own anew."""

from typing import Any

from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine


class CompiledStatements(dict[tuple[Any, ...], Any]):
    """A cache for SQLAlchemy, which has the engine's own dialect as the first part of each key."""

    def get(self, key: tuple[Dialect, *tuple[Any, ...]], default: Any = None) -> Any:
        return super().get(_of_all_engines(key), default)

    def __setitem__(self, key: tuple[Dialect, *tuple[Any, ...]], compiled: Any) -> None:
        super().__setitem__(_of_all_engines(key), compiled)

    def create_async_engine(self, *args: Any, **kwargs: Any) -> AsyncEngine:
        """SQLAlchemy's function of this name; the engine looks here for what it has compiled."""
        return create_async_engine(*args, execution_options={"compiled_cache": self}, **kwargs)


def _of_all_engines(key: tuple[Dialect, *tuple[Any, ...]]) -> tuple[Any, ...]:
    dialect, *statement = key
    return (dialect.name, *statement)
