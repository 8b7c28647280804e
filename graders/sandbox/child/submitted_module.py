"""The submitted source as a module: executed once for each probe."""

import linecache
import sys
import types
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graders.core.harness import Harness

FILE_NAME = "solution.py"

_Function = Callable[..., Any]


class NotDefinedError(Exception):
    """The source does not define what it must. The message says what, as "function named f"."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The function that makes a case's call, and the module of `given.py` that it imported."""

    function: _Function
    given: types.ModuleType | None

    def make(self, function: str, arguments: dict[str, Any]) -> Any:
        """What a function of `given.py` makes of these arguments.

        Raises:
            NotDefinedError: there is no such function.
            BaseException: the function raised it.
        """
        defined = getattr(self.given, function, None)
        # What it imported is not its own.
        if not callable(defined) or getattr(defined, "__module__", None) != "given":
            raise NotDefinedError(f"function named {function} in given.py")
        return defined(**arguments)


class SubmittedModule:
    """The submitted source, executed once for each probe.

    A function that the submission compiled with `jax.jit` remembers the library's defaults of its
    first call; a separate module for each probe keeps the probes' defaults apart.
    """

    def __init__(self, source: str, harness: Harness) -> None:
        self._source = source
        self._harness = harness
        self._by_probe: dict[str | None, Loaded] = {}

    def under(self, probe: str | None) -> Loaded:
        """What it defines, executed under that probe.

        Raises:
            SyntaxError: the source does not parse.
            NotDefinedError: it does not define what it must.
            BaseException: the source, or what surrounds it, raised it when executed.
        """
        if probe not in self._by_probe:
            self._by_probe[probe] = self._load()
        return self._by_probe[probe]

    def _load(self) -> Loaded:
        harness = self._harness
        given = None if harness.given is None else _execute("given", harness.given)
        module = _execute("solution", self._source)
        for name in harness.defines:
            _require(module, name, is_class=harness.constructor is not None)
        call = _call_of(module, harness)
        if harness.wrapper is not None:
            call = _execute("wrapper", harness.wrapper).wrap(call)
        return Loaded(call, given)


def _execute(name: str, source: str) -> types.ModuleType:
    """Run the source as the module of that name.

    Raises:
        SyntaxError: it does not parse.
        BaseException: it raised it.
    """
    file_name = f"{name}.py"
    lines = source.splitlines(keepends=True)
    # For tracebacks that the submission prints, and for inspect.getsource.
    linecache.cache[file_name] = (len(source), None, lines, file_name)
    try:
        code = compile(source, file_name, "exec")
    except SyntaxError as error:
        error.filename = file_name  # It has none if the source contains NUL bytes.
        raise
    except (ValueError, RecursionError, MemoryError) as error:
        # Lone surrogates, or nested too deeply for the parser.
        raise SyntaxError(str(error), (file_name, None, None, None)) from None
    module = types.ModuleType(name)
    sys.modules[name] = module
    exec(code, module.__dict__)  # noqa: S102 - this is what the sandbox is for
    return module


def _require(module: types.ModuleType, name: str, *, is_class: bool) -> None:
    defined = getattr(module, name, None)
    if is_class and not isinstance(defined, type):
        raise NotDefinedError(f"class named {name}")
    if not callable(defined):
        raise NotDefinedError(f"function named {name}")


def _call_of(module: types.ModuleType, harness: Harness) -> _Function:
    """The function that makes a case's call of what the module defines."""
    if harness.driver is not None:
        return _driven(_execute("driver", harness.driver), module)
    defined: _Function = getattr(module, harness.defines[0])
    if harness.constructor is not None:
        return _constructing(defined, harness.constructor)
    return defined


def _driven(driver: types.ModuleType, module: types.ModuleType) -> _Function:
    def driven(*arguments: Any) -> Any:
        return driver.drive(module, *arguments)

    return driven


def _constructing(defined: _Function, names: tuple[str, ...]) -> _Function:
    """Construct an instance with the first arguments, by name, and call it with the others."""

    def constructed_and_called(*arguments: Any) -> Any:
        instance = defined(**dict(zip(names, arguments, strict=False)))
        return instance(*arguments[len(names) :])

    return constructed_and_called
