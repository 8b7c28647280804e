"""A problem's cases and generators as the author pages show and edit them."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, assert_never

from graders.comparison.display import plain
from graders.core.strict_spec import Spec
from graders.problem.arguments import (
    ArrayLiteral,
    DictLiteral,
    FixedArgument,
    ListLiteral,
    MadeLiteral,
    NoneLiteral,
    TupleLiteral,
)
from graders.problem.comparators import Comparator, Custom, Exact, Tolerance, Ulp, UpToPermutation
from graders.problem.distributions import Constant
from graders.problem.generated import (
    GeneratedArgument,
    GeneratedDict,
    GeneratedList,
    GeneratedMade,
    GeneratedTuple,
)
from graders.problem.package import Problem
from graders.problem.spec import FixedCase, Generator, ProblemSpec, PythonGenerator

_MAX_CHARACTERS_SHOWN = 60
_LINE = 88


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry of `problem.toml` in words; `kind` is its kind in the API."""

    kind: str
    name: str
    visibility: str
    weight: str
    count: int
    tolerance: str
    has_own_tolerance: bool
    arguments: tuple[tuple[str, str], ...]
    probe: str | None
    message: str | None


def entry_rows(problem: Problem) -> list[EntryRow]:
    """Every case and generator, in the order of judging."""
    spec = problem.spec
    kinds: dict[str, Sequence[FixedCase | Generator | PythonGenerator]] = {
        "case": spec.cases,
        "generator": spec.generators,
        "python_generator": spec.python_generators,
    }
    return [
        EntryRow(
            kind=kind,
            name=entry.name,
            visibility=entry.visibility,
            weight=f"{entry.weight:g}",
            count=len(entry.case_names()),
            tolerance=tolerance_words(entry.tolerance or spec.tolerance),
            has_own_tolerance=entry.tolerance is not None,
            arguments=tuple(_arguments(spec, entry)),
            probe=entry.probe,
            message=entry.message,
        )
        for kind, entries in kinds.items()
        for entry in entries
    ]


def tolerance_words(comparator: Comparator) -> str:
    """Describe in a few words when an output is correct."""
    match comparator:
        case Exact():
            words = "exact"
        case Ulp(max_ulps=steps):
            words = f"{steps} {'step' if steps == 1 else 'steps'} of the type"
        case Tolerance() | UpToPermutation():
            words = f"rtol {comparator.rtol:g}, atol {comparator.atol:g}"
        case Custom():
            words = "checker.py"
        case _:
            assert_never(comparator)
    if isinstance(comparator, UpToPermutation):
        words += ", in any order"
    return words + (", NaN equals NaN" if comparator.equal_nan else "")


def written(value: Any, indent: str = "") -> str:
    """Format JSON for editing: what fits on a line stays on one, except the outermost keys."""
    line = json.dumps(value, ensure_ascii=False)
    if isinstance(value, Mapping) and (not indent or len(indent + line) > _LINE):
        inner = f"{indent}  "
        parts = (
            f"{inner}{json.dumps(key, ensure_ascii=False)}: {written(part, inner)}"
            for key, part in value.items()
        )
        return "{\n" + ",\n".join(parts) + f"\n{indent}}}"
    return line


def _arguments(
    spec: ProblemSpec, entry: FixedCase | Generator | PythonGenerator
) -> Iterator[tuple[str, str]]:
    match entry:
        case PythonGenerator():
            yield "generator.py", entry.function
        case Generator():
            for name, generated in spec.generated_arguments(entry).items():
                yield name, _argument_words(generated)
        case FixedCase():
            for name, given in spec.given_arguments(entry).items():
                yield name, _argument_words(given)


def _argument_words(argument: FixedArgument | GeneratedArgument) -> str:
    match argument:
        case ArrayLiteral(dtype=dtype, values=values):
            numbers = json.dumps(plain(values)).replace('"', "")
            return f"{dtype} {_shortened(numbers)}"
        case NoneLiteral():
            return "None"
        case ListLiteral(items=items) | GeneratedList(items=items):
            return _shortened(f"[{_all_words(items)}]")
        case TupleLiteral(items=items) | GeneratedTuple(items=items):
            return _shortened(f"({_all_words(items)})")
        case DictLiteral(items=named) | GeneratedDict(items=named):
            parts = (f"{json.dumps(key)}: {_argument_words(part)}" for key, part in named.items())
            return _shortened(f"{{{', '.join(parts)}}}")
        case (
            MadeLiteral(made_by=maker, arguments=named)
            | GeneratedMade(made_by=maker, arguments=named)
        ):
            parts = (f"{key}={_argument_words(part)}" for key, part in named.items())
            return _shortened(f"{maker}({', '.join(parts)})")
        case Constant(constant=constant):
            return f"constant {_argument_words(constant)}"
        case Spec():
            return _drawn_words(argument.model_dump(exclude_unset=True))
        case str():
            return json.dumps(argument, ensure_ascii=False)
    return str(plain(argument))


def _all_words(arguments: Iterable[FixedArgument | GeneratedArgument]) -> str:
    return ", ".join(map(_argument_words, arguments))


def _shortened(text: str) -> str:
    return text if len(text) <= _MAX_CHARACTERS_SHOWN else f"{text[:_MAX_CHARACTERS_SHOWN]}…"


def _drawn_words(keys: dict[str, Any]) -> str:
    said = [str(keys.pop("distribution"))] if "distribution" in keys else []
    shape = keys.pop("shape", None)
    said += [f"{key} {plain(value)}" for key, value in keys.items()]
    if shape is not None:
        said.append(f"shape ({', '.join(map(str, shape))})")
    return ", ".join(said)
