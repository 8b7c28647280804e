"""Writes the names that the editor completes, from the libraries as installed: `make completions`.

Of each name its kind, its signature without types, and what its docstring says first. The file is
committed: the service does not import JAX.
"""

import inspect
import json
import pydoc
import re
import sys
import warnings
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any

OUTPUT = Path(__file__).parents[3] / "app/web/static/completions.json"
# What a page of a module's documentation is called; "{}" is the whole name of what is looked for.
_JAX = "https://docs.jax.dev/en/latest/_autosummary/{}.html"
_FLAX = "https://flax.readthedocs.io/en/latest/search.html?q={}"
_OPTAX = "https://optax.readthedocs.io/en/latest/search.html?q={}"
MODULES = {
    "jax": _JAX,
    "jax.lax": _JAX,
    "jax.nn": _JAX,
    "jax.nn.initializers": _JAX,
    "jax.numpy": _JAX,
    "jax.numpy.linalg": _JAX,
    "jax.random": _JAX,
    "jax.tree": _JAX,
    "jax.tree_util": _JAX,
    "flax.nnx": _FLAX,
    "flax.nnx.initializers": _FLAX,
    "optax": _OPTAX,
}
_PACKAGES = ("jax", "flax", "optax")
_LONGEST_DEFAULT = 24
_LONGEST_SIGNATURE = 1000
_LONGEST_SENTENCE = 160


def completions() -> dict[str, Any]:
    """What the file holds: the versions, and the names of each module."""
    return {
        "versions": {name: version(name) for name in _PACKAGES},
        "modules": {
            name: {"docs": docs, "names": dict(_names(name, pydoc.locate(name)))}
            for name, docs in MODULES.items()
        },
    }


def _names(module_name: str, module: object) -> Iterator[tuple[str, list[str]]]:
    """Each public name with its kind, its signature and a sentence; the last two may be empty."""
    listed = getattr(module, "__all__", None) or dir(module)
    for name in sorted(set(listed)):
        # What is deprecated warns or fails when it is looked at.
        found = None if name.startswith("_") else getattr(module, name, None)
        if isinstance(found, ModuleType):
            if f"{module_name}.{name}" in MODULES:
                yield name, ["module", "", ""]
        elif inspect.isclass(found):
            yield name, ["class", _signature(found.__init__, is_method=True), _sentence(found)]
        elif callable(found):
            yield name, ["function", _signature(found), _sentence(found)]
        elif found is not None:
            yield name, ["value", "", ""]


def _signature(called: Any, *, is_method: bool = False) -> str:
    try:
        parameters = list(inspect.signature(called).parameters.values())[int(is_method) :]
    except (TypeError, ValueError):
        return ""
    # What begins with an underscore is not for callers.
    shown = [_plain(each) for each in parameters if not each.name.startswith("_")]
    text = str(inspect.Signature(shown))
    if text == "(*args, **kwargs)" or len(text) > _LONGEST_SIGNATURE:
        return "(…)"
    return text


class _Shown:
    """A default as it is shown."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text


def _plain(parameter: inspect.Parameter) -> inspect.Parameter:
    """A parameter without its type, and with a default that can be read."""
    default = parameter.default
    if default is not inspect.Parameter.empty:
        text = getattr(default, "__name__", None) or repr(default)
        # Addresses differ each time.
        is_readable = len(text) <= _LONGEST_DEFAULT and "<" not in text and " at 0x" not in text
        default = _Shown(text if is_readable else "…")
    return parameter.replace(annotation=inspect.Parameter.empty, default=default)


def _sentence(found: Any) -> str:
    text = re.sub(r"\s+", " ", (inspect.getdoc(found) or "").split("\n\n")[0]).strip()
    # Without what reStructuredText writes around names, formulas and links.
    text = re.sub(r":\w+:`~?([^`]+)`", r"`\1`", text.replace("``", "`"))
    text = re.sub(r"`([^`<]+?)(?: <[^>]*>)?`_{0,2}", r"`\1`", text)
    sentence = re.split(r"(?<=[.!]) ", text)[0]
    return sentence if len(sentence) <= _LONGEST_SENTENCE else f"{sentence[:_LONGEST_SENTENCE]}…"


def write(path: Path) -> None:
    """Write the file, a name a line."""
    found = completions()
    modules = []
    for name, module in found["modules"].items():
        lines = ",\n".join(
            f"{json.dumps(each)}: {json.dumps(told, ensure_ascii=False)}"
            for each, told in module["names"].items()
        )
        docs = json.dumps(module["docs"])
        modules.append(f'{json.dumps(name)}: {{"docs": {docs}, "names": {{\n{lines}\n}}}}')
    versions = json.dumps(found["versions"])
    together = ",\n".join(modules)
    path.write_text(f'{{"versions": {versions},\n"modules": {{\n{together}\n}}}}\n')


if __name__ == "__main__":
    # Of names that are deprecated, which are listed all the same.
    warnings.simplefilter("ignore")
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else OUTPUT)
