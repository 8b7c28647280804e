"""The submitted source as a module: executed once for each probe."""

import linecache
import sys
import types
from collections.abc import Callable
from typing import Any

FILE_NAME = "solution.py"


class NoSuchFunctionError(Exception):
    """The source defines no function of that name."""


class SubmittedModule:
    """The submitted source, executed once for each probe.

    A function that the submission compiled with `jax.jit` remembers the library's defaults of its
    first call; a separate module for each probe keeps the probes' defaults apart.
    """

    def __init__(self, source: str, function: str) -> None:
        self._source = source
        self._function = function
        self._by_probe: dict[str | None, Callable[..., Any]] = {}

    def function(self, probe: str | None) -> Callable[..., Any]:
        """The function to call under that probe.

        Raises:
            SyntaxError: the source does not parse.
            NoSuchFunctionError: it defines no such function.
            BaseException: the source raised it when executed.
        """
        if probe not in self._by_probe:
            self._by_probe[probe] = self._load()
        return self._by_probe[probe]

    def _load(self) -> Callable[..., Any]:
        lines = self._source.splitlines(keepends=True)
        # For tracebacks that the submission prints, and for inspect.getsource.
        linecache.cache[FILE_NAME] = (len(self._source), None, lines, FILE_NAME)
        try:
            code = compile(self._source, FILE_NAME, "exec")
        except SyntaxError as error:
            error.filename = FILE_NAME  # It has none if the source contains NUL bytes.
            raise
        except (ValueError, RecursionError, MemoryError) as error:
            # Lone surrogates, or nested too deeply for the parser.
            raise SyntaxError(str(error), (FILE_NAME, None, None, None)) from None
        module = types.ModuleType("solution")
        sys.modules["solution"] = module
        exec(code, module.__dict__)  # noqa: S102 - this is what the sandbox is for
        function = getattr(module, self._function, None)
        if not callable(function):
            raise NoSuchFunctionError(self._function)
        return function  # type: ignore[no-any-return]
