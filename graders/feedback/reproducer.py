"""Writing a script that makes one call and compares, for a learner who has jax and flax installed.

It contains the arguments and the expected output, so it is for samples and the like only.
"""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from textwrap import indent

import numpy as np

from graders.core.harness import Harness
from graders.core.size import places
from graders.core.values import (
    DEFAULT_STREAM,
    Array,
    Constant,
    Node,
    Value,
    key_words,
    maker_of,
    rngs_seeds,
)
from graders.core.verdict_bounds import REPRODUCER_BYTES, json_bytes
from graders.problem.cases import Case
from graders.problem.comparators import Exact, Tolerance
from graders.problem.package import Problem
from graders.problem.spec import ProblemSpec

_MAX_CHARACTERS = 16_384

_SCRIPT = """\
# {what}
#
# Put your file beside this one, as solution.py, and run this one with jax and flax installed. Where
# the output is not the expected one, it ends with an AssertionError that says why.
#
# The judge itself, on all cases that the submission was judged on:
#     nnx-judge grade solution.py --problem {problem} --seed {seed}

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from numpy import inf, nan
{x64}

# What the call takes, made anew.
def arguments():
    return [
{arguments}
    ]


EXPECTED = {{
{expected}
}}
{library}

if __name__ == "__main__":
{call}
    check(output, EXPECTED, rtol={rtol!r}, atol={atol!r}, equal_nan={equal_nan!r})
    print("The output is the expected one.")
"""
_ENABLE_X64 = """
jax.config.update("jax_enable_x64", True)
"""
_CALL_FUNCTION = """\
import solution

output = solution.{name}(*arguments())
"""
_CALL_CLASS = """\
import solution

taken = arguments()
output = solution.{name}(**dict(zip({constructor}, taken)))(*taken[{count}:])
"""
_CALL_DRIVER = """\
import solution

output = module("driver", DRIVER).drive(solution, *arguments())
"""
_MODULES = '''
import sys
import types

{sources}

def module(name, source):
    """The problem's own code, as a module that can be imported."""
    made = sys.modules[name] = types.ModuleType(name)
    exec(compile(source, f"{{name}}.py", "exec"), made.__dict__)
    return made
'''


def reproducer(problem: Problem, case: Case, expected: Value, what: str, seed: int) -> str | None:
    """The script for one case.

    Args:
        problem: what `driver.py` and `given.py` in it say becomes part of the script.
        case: the call; its arguments and expected output may be shown.
        expected: what the reference returned.
        what: a description of the case, on one line.
        seed: the verdict's.

    Returns:
        The script; None if it would have more than 16,384 characters or `REPRODUCER_BYTES`, or if
        outputs are not compared element by element within a tolerance.
    """
    spec, harness = problem.spec, problem.harness
    if not isinstance(case.tolerance, Exact | Tolerance):
        return None
    if _places(Node("list", case.arguments)) + _places(expected) > _MAX_CHARACTERS:
        return None
    script = _SCRIPT.format(
        what=what,
        problem=spec.name,
        seed=seed,
        arguments="\n".join(
            f"        {_written(value)},  # {name}" for name, value in case.arguments.items()
        ),
        expected="\n".join(f"    {place!r}: {part}," for place, part in _parts(spec, expected)),
        library=_text("graders.feedback", "standalone.py")
        + ("" if case.probe is None else "\n" + _text("graders.sandbox.child", "probes.py"))
        + _modules(harness),
        x64=_ENABLE_X64 if harness.x64 else "",
        call=indent(_call(harness, case), "    ").rstrip(),
        rtol=case.tolerance.rtol,
        atol=case.tolerance.atol,
        equal_nan=case.tolerance.equal_nan,
    )
    fits = len(script) <= _MAX_CHARACTERS and json_bytes(script) <= REPRODUCER_BYTES
    return script if fits else None


def _call(harness: Harness, case: Case) -> str:
    """The statements that make the call, and leave its result in `output`."""
    name, constructor = harness.defines[0], harness.constructor
    if harness.driver is not None:
        call = _CALL_DRIVER
    elif constructor is not None:
        call = _CALL_CLASS.format(name=name, constructor=constructor, count=len(constructor))
    else:
        call = _CALL_FUNCTION.format(name=name)
    if harness.given is not None:
        call = f'given = module("given", GIVEN)\n{call}'
    return call if case.probe is None else f"with PROBES[{case.probe!r}]():\n{indent(call, '    ')}"


def _modules(harness: Harness) -> str:
    """The problem's own code that the call needs, as texts."""
    sources = {"GIVEN": harness.given, "DRIVER": harness.driver}
    texts = [_literal(name, source) for name, source in sources.items() if source is not None]
    return _MODULES.format(sources="\n".join(texts)) if texts else ""


def _literal(name: str, source: str) -> str:
    lines = "".join(f"    {line!r}\n" for line in source.splitlines(keepends=True))
    return f"{name} = (\n{lines})\n" if lines else f'{name} = ""\n'


def _places(value: Value) -> int:
    """The count of numbers and brackets needed to write it."""
    match value:
        case Array(data):
            return places(data.shape) if data.size else 1
        case Constant():
            return 1
        case Node(_, children):
            return 1 + sum(map(_places, children.values()))


def _parts(
    spec: ProblemSpec, value: Value, place: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], str]]:
    """The expected output as `graders.feedback.standalone` takes it, in Python's notation."""
    match value:
        case Array(data, kind):
            kinds = [kind, *(other for other in spec.accept if other != kind)]
            yield place, f"({kinds}, {_array('np', data)})"
        case Constant(text):
            yield place, repr(text)
        case Node(type_name, children):
            yield place, repr({"type": type_name})
            for name, child in children.items():
                yield from _parts(spec, child, (*place, name))


def _written(value: Value) -> str:
    """An argument in Python's notation."""
    match value:
        case Array(data, "python"):
            return repr(data.item())
        case Array(data, kind):
            return _array("jnp" if kind == "jax" else "np", data)
        case Constant(text):
            return repr(text)
        case Node(_, {"": words}) if key_words(value) is not None:
            return f"jax.random.wrap_key_data({_written(words)})"
        case Node() if (seeds := rngs_seeds(value)) is not None:
            return f"nnx.Rngs({_seeds(seeds)})"
        case Node(_, children) if (function := maker_of(value)) is not None:
            return f"given.{function}({_by_name(children)})"
        case Node("dict", children):
            return "{" + ", ".join(f"{k!r}: {_written(v)}" for k, v in children.items()) + "}"
        case Node("tuple", children):
            return "(" + "".join(f"{_written(child)}, " for child in children.values()) + ")"
        case Node(_, children):
            return "[" + ", ".join(_written(child) for child in children.values()) + "]"


def _seeds(seeds: Mapping[str, int]) -> str:
    if [*seeds] == [DEFAULT_STREAM]:
        return str(seeds[DEFAULT_STREAM])
    return ", ".join(f"{name}={seed}" for name, seed in seeds.items())


def _by_name(children: Mapping[str, Value]) -> str:
    return ", ".join(f"{name}={_written(child)}" for name, child in children.items())


def _array(module: str, data: np.ndarray) -> str:
    if not data.size:  # Nested lists would lose the axes, and may be many.
        return f"{module}.zeros({data.shape}, {data.dtype.name!r})"
    return f"{module}.array({data.tolist()!r}, {data.dtype.name!r})"


@cache
def _text(package: str, name: str) -> str:
    """The text of one of our files after its docstring."""
    text = (files(package) / name).read_text()
    docstring = ast.parse(text).body[0]
    return "".join(text.splitlines(keepends=True)[docstring.end_lineno :])
