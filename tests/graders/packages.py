"""Small problem packages, written for one test."""

import json
import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from graders.problem.grid import Grid
from graders.problem.package import Problem, load_problem


def package(
    folder: Path,
    solution: str,
    name: str = "example",
    files: Mapping[str, str] | None = None,
    **changes: Any,
) -> Problem:
    """A problem in a folder of its own below `folder`.

    Its reference is `solution`; a submission defines `f(x)`, and is judged on one sample case, with
    `x = 2.0`. `files` are more files of the package, and `changes` keys of `problem.toml`.
    """
    document = {
        "name": name,
        "title": "Example",
        "difficulty": "easy",
        "entry_point": {"function": "f", "parameters": ["x"]},
        "cases": [case("sample", x=2.0)],
    } | changes
    place = folder / name
    place.mkdir()
    (place / "problem.toml").write_text(
        "".join(f"{key} = {_toml(value)}\n" for key, value in document.items())
    )
    (place / "statement.md").write_text("Do it.\n")
    (place / "solution.py").write_text(solution)
    for path, text in (files or {}).items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_text(text)
    return load_problem(place)


def case(name: str, visibility: str = "sample", **arguments: Any) -> dict[str, Any]:
    """A fixed case."""
    return {"name": name, "visibility": visibility, "arguments": arguments}


def with_few_shapes(problem: Problem, most: int = 2) -> Problem:
    """The problem with so many sets of shapes, because each is compiled for every live run."""
    generators = [
        generator.model_copy(update={"count": 2, "grid": _with_few_rows(generator.grid, most)})
        for generator in problem.spec.generators
    ]
    limits = problem.spec.limits.model_copy(update={"wall_s": 6.0, "cpu_s": 6.0})
    spec = problem.spec.model_copy(update={"generators": generators, "limits": limits})
    # A judge knows by the revision what it has computed.
    return replace(problem, spec=spec, revision=f"{problem.revision}-{most}")


def _with_few_rows(grid: Grid | None, most: int) -> Grid | None:
    return None if grid is None else grid.model_copy(update={"shapes": grid.shapes[:most]})


def _toml(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key} = {_toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return json.dumps(value)
