import re
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from graders.problem.spec import ProblemSpec
from graders.problem.toml_errors import explain

TOML = """\
name = "example"
title = "Example"
difficulty = "easy"

[entry_point]
function = "f"
parameters = ["seed", "x"]

[[cases]]
name = "fixed"
arguments = { seed = 3.0, x = { dtype = "float32", values = [[1.0, 2.0], [3.0, 4.0]] } }

[[generators]]
name = "random"
count = 3

[generators.grid]
axes = ["n", "m"]
shapes = [[1, 2], [3, 4]]

[generators.arguments]
seed = { distribution = "integers", low = 0, high = 10 }
x = { distribution = "normal", shape = ["n", "m"] }
"""


def test_the_example_is_right() -> None:
    spec = ProblemSpec.model_validate(tomllib.loads(TOML))
    assert spec.cases[0].case_names() == ["fixed"]
    assert spec.generators[0].case_names() == ["random 1", "random 2", "random 3"]
    assert spec.case_count == 4


def refusal(document: dict[str, Any]) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        ProblemSpec.model_validate(document)
    return explain(refused.value, ProblemSpec, document)


def test_too_many_cases() -> None:
    document = tomllib.loads(TOML)
    generator = document["generators"][0] | {"count": 100}
    document["generators"] = [generator | {"name": str(number)} for number in range(10)]
    assert refusal(document) == ["generators: there are 1001 cases; 1000 are the most"]


def test_no_cases_at_all() -> None:
    document = tomllib.loads(TOML)
    del document["cases"], document["generators"]
    assert refusal(document) == ["generators: a problem needs at least one case or generator"]


# What is replaced in TOML, by what, and the lines that this must give.
WRONG_TOML = [
    ('title = "Example"', "", "title: missing"),
    (
        'title = "Example"',
        'titel = "Example"',
        "title: missing\ntitel: unknown key; did you mean title?",
    ),
    (
        "[entry_point]",
        '[entry_point]\nkind = "class"',
        "entry_point.kind: unknown key; there are: function, class, defines, parameters, constr",
    ),
    ("[entry_point]", "[entry_points]", "entry_point: missing\nentry_points: unknown key; did yo"),
    (
        "[entry_point]",
        'limits = { wal_s = 1.0 }\nfeedback = { forbid = ["key_resue"] }\n[entry_point]',
        "limits.wal_s: unknown key; did you mean wall_s?\n"
        "feedback.forbid[0]: Input should be 'changes_global_state', 'changes_inputs', 'deprecated",
    ),
    ('"easy"', '"eazy"', "difficulty: Input should be 'easy', 'medium' or 'hard'; did you mean ea"),
    (
        "[generators.grid]",
        "[generators.grids]",
        "generators[0].arguments: x uses the axis 'n', which needs a grid, and the generator has\n"
        "generators[0].grids: unknown key; did you mean grid?",
    ),
    ('name = "example"', 'name = "an example"', "name: must be an identifier: letters, digits"),
    ('"easy"', '"hardest"', "difficulty: Input should be 'easy', 'medium' or 'hard'"),
    ("[entry_point]", "tags = [1]\n[entry_point]", "tags[0]: Input should be a valid string"),
    ("[entry_point]", "accept = []\n[entry_point]", "accept: List should have at least 1 item"),
    (
        "[entry_point]",
        "tolerance = { rtol = -1.0, atol = inf }\n[entry_point]",
        "tolerance.rtol: Input should be greater than or equal to 0\n"
        "tolerance.atol: Input should be a finite number",
    ),
    (
        "[entry_point]",
        'tolerance = { comparator = "ulp", rtol = 0.5 }\n[entry_point]',
        "tolerance.max_ulps: missing\ntolerance.rtol: unknown key",
    ),
    (
        "[entry_point]",
        'tolerance = { comparator = "equal" }\n[entry_point]',
        "tolerance: no comparator is named 'equal'; there are: allclose, exact, ulp, up_to_perm",
    ),
    (
        'name = "fixed"',
        'name = "fixed"\ntolerance = { comparator = "exact", atol = 1.0 }',
        "cases[0].tolerance.atol: unknown key",
    ),
    ('name = "fixed"', 'name = "fixed"\ntolerance = 1', "cases[0].tolerance: must be a table"),
    (
        "[entry_point]",
        'limits = { wall_s = 0.0, memory_mb = "1" }\n[entry_point]',
        "limits.wall_s: Input should be greater than 0\n"
        "limits.memory_mb: Input should be a valid integer",
    ),
    (
        "[entry_point]",
        'feedback = { smallest_input = "no", forbid = ["key_reuse", "slow"] }\n[entry_point]',
        "feedback.smallest_input: Input should be a valid boolean\n"
        "feedback.forbid[1]: slow can't be forbidden: use the limits",
    ),
    ('"f"', '"class"', "entry_point.function: 'class' is a Python keyword"),
    ('function = "f"', "", "entry_point: needs one of the keys function, class and defines"),
    ('function = "f"', 'class = "A"\nfunction = "f"', "entry_point: needs one of the keys"),
    ('function = "f"', 'constructor = ["seed"]\nfunction = "f"', "entry_point.constructor: is for"),
    ('function = "f"', 'constructor = ["x"]\nclass = "A"', "entry_point.constructor: must be the"),
    (
        "[entry_point]",
        'demands = [{ name = "a" }]\n[entry_point]',
        "demands[0]: needs one of the keys uses, avoids, forbid, max_compilations, max_time_ratio "
        "and max_memory_ratio",
    ),
    (
        "[entry_point]",
        'demands = [{ name = "a", max_compilations = 1, max_time_ratio = 3.0 }]\n[entry_point]',
        "demands[0]: needs one of the keys",
    ),
    (
        "[entry_point]",
        'demands = [{ name = "a", max_compilations = 0 }]\n[entry_point]',
        "demands[0].max_compilations: Input should be greater than or equal to 1",
    ),
    (
        "[entry_point]",
        'demands = [{ name = "a", max_time_ratio = 1.5 }]\n[entry_point]',
        "demands[0].max_time_ratio: Input should be greater than or equal to 2",
    ),
    (
        TOML[TOML.index("[[generators]]") :],
        '[[demands]]\nname = "a"\nmax_memory_ratio = 2.0\n',
        "generators: a demand that is measured needs a sample or a generator",
    ),
    (
        "[entry_point]",
        'demands = [{ name = "a", max_memory_ratio = 0.5 }]\n[entry_point]',
        "demands[0].max_memory_ratio: Input should be greater than or equal to 1",
    ),
    (
        "[entry_point]",
        'demands = [{ name = "a", uses = ["jit"] }]\n[entry_point]',
        "demands[0].uses[0]: must be a name with its module, such as nnx.Optimizer",
    ),
    (
        "[entry_point]",
        'demands = [{ name = "fixed", forbid = "key_reuse" }]\n[entry_point]',
        "generators: names must differ: fixed",
    ),
    (
        "[entry_point]",
        'limits = { source_kb = 65 }\ndemands = [{ name = "a", uses = ["jax.jit"] }]\n'
        "[entry_point]",
        "demands: uses and avoids need a limits.source_kb of up to 64",
    ),
    ('["seed", "x"]', '["x", "x"]', "entry_point.parameters: names must differ: x"),
    ('["seed", "x"]', "[]", "entry_point.parameters: List should have at least 1 item"),
    (
        '["seed", "x"]',
        '["seed", "y"]',
        "cases: 'fixed': no argument for y; no such parameter: x\n"
        "generators: 'random': no argument for y; no such parameter: x",
    ),
    ('"fixed"', '"random 2"', "generators: names must differ: random 2"),
    (
        "[[generators]]",
        '[[cases]]\nname = "fixed"\narguments = { seed = 1.0, x = 1.0 }\n[[generators]]',
        "cases: names must differ: fixed",
    ),
    (
        "seed = 3.0",
        "seeds = 3.0",
        "cases: 'fixed': no argument for seed; no such parameter: seeds; did you mean seed?",
    ),
    # Given arguments.
    ("seed = 3.0", "seed = { kye = 1 }", "cases[0].arguments.seed: unknown key 'kye'; did you me"),
    (
        "seed = 3.0",
        "seed = { nnx_rngs = 0 }",
        "cases[0].arguments.seed: unknown key 'nnx_rngs'; did you mean rngs?",
    ),
    (
        "seed = 3.0",
        'seed = { kind = "nnx_rngs", value = 0 }',
        "cases[0].arguments.seed: unknown key 'value'; did you mean values?",
    ),
    (
        "seed = 3.0",
        'seed = { kind = "nnx_rngs", of = 0 }',
        "cases[0].arguments.seed: unknown key 'kind'; did you mean { rngs = ... }?",
    ),
    ("seed = 3.0", "seed = { a = 0 }", "cases[0].arguments.seed: must be a number, a text, an ar"),
    (
        "seed = 3.0",
        "seed = { constant = 3.0 }",
        "cases[0].arguments.seed: constant is for generators: write what it is by itself",
    ),
    (
        "seed = 3.0",
        'seed = { distribution = "normal" }',
        "cases[0].arguments.seed: only a generator draws its arguments: write the value",
    ),
    (
        "seed = 3.0",
        "seed = [3.0]",
        "cases[0].arguments.seed: must be a number, a text, an array { dtype, values }, or a table",
    ),
    (
        "seed = 3.0",
        "seed = { list = [[3.0]] }",
        "cases[0].arguments.seed.list[0]: must be a number, a text, an array",
    ),
    (
        "seed = 3.0",
        "seed = { dict = { a = { tuple = 1 } } }",
        "cases[0].arguments.seed.dict.a.tuple: Input should be a valid list",
    ),
    ("seed = 3.0", "seed = { none = false }", "cases[0].arguments.seed.none: Input should be True"),
    ("seed = 3.0", 'seed = "a\\u0000"', "cases[0].arguments.seed: must not contain NUL characters"),
    (
        "seed = 3.0",
        "seed = " + "{ list = [" * 33 + "] }" * 33,
        "cases[0].arguments: containers nested more than 32 deep",
    ),
    (
        "seed = 3.0",
        "seed = { list = [" + "1," * 20_000 + "] }",
        "cases[0].arguments: a value of more than 20000 parts",
    ),
    ("seed = 3.0", "seed = { key = -1 }", "cases[0].arguments.seed.key: Input should be greater"),
    ("seed = 3.0", f"seed = {{ key = {2**31} }}", "cases[0].arguments.seed.key: Input should be"),
    ("seed = 3.0", "seed = { rngs = -1 }", "cases[0].arguments.seed.rngs: Input should be greater"),
    ("seed = 3.0", "seed = { rngs = true }", "cases[0].arguments.seed.rngs: Input should be a val"),
    ("seed = 3.0", "seed = { rngs = {} }", "cases[0].arguments.seed.rngs: Dictionary should have"),
    (
        "seed = 3.0",
        "seed = { rngs = { params = -1 } }",
        "cases[0].arguments.seed.rngs.params: Input should be greater",
    ),
    ("seed = 3.0", f"seed = {2**63}", "cases[0].arguments.seed: Input should be less than"),
    ('"float32", values', '"float8", values', "cases[0].arguments.x.dtype: Input should be"),
    ('"float32", values', '"float64", values', "cases: 'fixed': x is float64, which needs x64"),
    (
        '"normal",',
        '"normal", dtype = "float64",',
        "generators: 'random': x is float64, which needs",
    ),
    (
        '{ distribution = "normal", shape = ["n", "m"] }',
        '{ list = [{ constant = { dict = { a = { dtype = "int64", values = 1 } } } }] }',
        "generators: 'random': x is int64, which needs x64 = true",
    ),
    ('dtype = "float32", ', "", "cases[0].arguments.x.dtype: missing"),
    ("values =", "value =", "cases[0].arguments.x.values: missing\ncases[0].arguments.x.value: un"),
    ("[3.0, 4.0]", "[3.0]", "cases[0].arguments.x.values: ragged: "),
    ("[3.0, 4.0]", "3.0", "cases[0].arguments.x.values: ragged: "),
    ("4.0]", '"4"]', "cases[0].arguments.x.values: '4' is not a float32 value"),
    ("4.0]", "1e39]", "cases[0].arguments.x.values: 1e+39 is not a float32 value"),
    ("4.0]", "true]", "cases[0].arguments.x.values: True is not a float32 value"),
    ('"float32", v', '"int32", v', "cases[0].arguments.x.values: 1.0 is not a int32 value"),
    ('"float32", v', '"bool", v', "cases[0].arguments.x.values: 1.0 is not a bool value"),
    (
        '"float32", values = [[1.0, 2.0], [3.0, 4.0]]',
        '"uint8", values = 256',
        "cases[0].arguments.x.values: 256 is not a uint8 value",
    ),
    (
        "values = [[1.0, 2.0], [3.0, 4.0]]",
        "values = " + "[" * 33 + "]" * 33,
        "cases[0].arguments.x.values: more than 32 dimensions",
    ),
    # Drawn arguments.
    ("count = 3", "count = 0", "generators[0].count: Input should be greater than or equal to 1"),
    ("count = 3", "count = true", "generators[0].count: Input should be a valid integer"),
    ("[3, 4]", "[3]", "generators[0].grid.shapes: row [1] has 1 sizes for 2 axes"),
    ("[3, 4]", "[3, -4]", "generators[0].grid.shapes[1][1]: Input should be greater than or eq"),
    ('axes = ["n", "m"]', 'axes = ["n", "n"]', "generators[0].grid.axes: names must differ: n"),
    ("[[1, 2], [3, 4]]", "[]", "generators[0].grid.shapes: List should have at least 1 item"),
    (
        'shape = ["n", "m"]',
        'shape = ["n", "k"]',
        "generators[0].arguments: x uses the axis 'k', which the generator's grid lacks",
    ),
    (
        'shape = ["n", "m"]',
        'shape = ["n", 2.5]',
        "generators[0].arguments.x.shape[1]: must be a size, or the name of an axis",
    ),
    ("shape =", "shpae =", "generators[0].arguments.x.shpae: unknown key"),
    (
        'distribution = "normal"',
        'distributon = "normal"',
        "generators[0].arguments.x: unknown key 'distributon'; did you mean distribution = \"norma",
    ),
    (
        '"normal"',
        '"gaussian"',
        "generators[0].arguments.x: no distribution is named 'gaussian'; there are: integers, norm",
    ),
    (
        '"normal"',
        '"nnx_rngs"',
        "generators[0].arguments.x: no distribution is named 'nnx_rngs'; did you mean rngs?",
    ),
    (
        'distribution = "normal"',
        'kind = "normal"',
        "generators[0].arguments.x: unknown key 'kind'; did you mean distribution = \"normal\"?",
    ),
    (
        '{ distribution = "normal", shape = ["n", "m"] }',
        "{ rngs = 0 }",
        "generators[0].arguments.x: rngs is for cases: write { constant = { rngs = ... } }, or {",
    ),
    (
        '{ distribution = "normal", shape = ["n", "m"] }',
        "{ axsi = 0 }",
        "generators[0].arguments.x: unknown key 'axsi'; did you mean axis?",
    ),
    (
        '{ distribution = "normal", shape = ["n", "m"] }',
        "{ a = 0 }",
        "generators[0].arguments.x: must be a table with the key constant, axis, list, tuple, dict",
    ),
    (
        '{ distribution = "normal", shape = ["n", "m"] }',
        "1.0",
        "generators[0].arguments.x: must be a table: { constant = ... } is the same in every case",
    ),
    (
        '{ distribution = "normal", shape = ["n", "m"] }',
        "{ constant = [1] }",
        "generators[0].arguments.x.constant: must be a number, a text, an array",
    ),
    (
        '{ distribution = "normal", shape = ["n", "m"] }',
        "{ list = [1.0] }",
        "generators[0].arguments.x.list[0]: must be a table: { constant = ... } is the same",
    ),
    (
        '{ distribution = "normal", shape = ["n", "m"] }',
        '{ dict = { a = { list = [{ axis = "k" }] } } }',
        "generators[0].arguments: x uses the axis 'k', which the generator's grid lacks",
    ),
    (
        '{ distribution = "normal", shape = ["n", "m"] }',
        '{ tuple = [{ distribution = "permutation", size = 1000000 }] }',
        "generators: all cases together draw up to 3000003 numbers; 1000000 are the most",
    ),
    (
        '{ distribution = "normal", shape = ["n", "m"] }',
        "{ list = [" + "{ constant = 1 }," * 20_000 + "] }",
        "generators[0].arguments: a value of more than 20000 parts",
    ),
    (
        '{ distribution = "normal", shape = ["n", "m"] }',
        '{ distribution = "choice", values = [["a"]] }',
        "generators[0].arguments.x.values[0]: must be a number, true, false or a text",
    ),
    (
        '{ distribution = "normal", shape = ["n", "m"] }',
        '{ distribution = "choice", values = ["a"], dtype = "float32", shape = [] }',
        "generators[0].arguments.x: 'a' is not a float32 value",
    ),
    (
        '{ distribution = "normal", shape = ["n", "m"] }',
        '{ axis = "n", number = "complex" }',
        "generators[0].arguments.x.number: Input should be 'float', 'int' or 'bool'",
    ),
    (
        '{ distribution = "normal", shape = ["n", "m"] }',
        '{ axis = "k" }',
        "generators[0].arguments: x uses the axis 'k', which the generator's grid lacks",
    ),
    (
        '"normal", shape = ["n", "m"]',
        '"normal", dtype = "float16"',
        "generators[0].arguments.x: dtype is for arrays, and there is no shape",
    ),
    (
        '{ distribution = "normal", shape = ["n", "m"] }',
        '{ distribution = "choice", values = [] }',
        "generators[0].arguments.x.values: List should have at least 1 item",
    ),
    (
        '{ distribution = "normal", shape = ["n", "m"] }',
        '{ distribution = "choice", values = [1], shape = ["n"] }',
        "generators[0].arguments.x: shape and dtype are given together, or neither is",
    ),
    (
        '{ distribution = "normal", shape = ["n", "m"] }',
        '{ distribution = "choice", values = [1.5], dtype = "int8", shape = [] }',
        "generators[0].arguments.x: 1.5 is not a int8 value",
    ),
    (
        '{ distribution = "normal", shape = ["n", "m"] }',
        '{ distribution = "special", values = ["zero"] }',
        "generators[0].arguments.x.dtype: missing\ngenerators[0].arguments.x.shape: missing",
    ),
    (
        '{ distribution = "normal", shape = ["n", "m"] }',
        '{ distribution = "special", values = ["nan"], dtype = "int8", shape = [] }',
        "generators[0].arguments.x: int8 has no nan",
    ),
    (
        '{ distribution = "normal", shape = ["n", "m"] }',
        '{ distribution = "special", values = ["pi"], dtype = "int8", shape = [] }',
        "generators[0].arguments.x.values[0]: Input should be 'zero'",
    ),
    (
        '{ distribution = "normal", shape = ["n", "m"] }',
        '{ distribution = "permutation", size = "k" }',
        "generators[0].arguments: x uses the axis 'k', which the generator's grid lacks",
    ),
    (
        '{ distribution = "normal", shape = ["n", "m"] }',
        '{ distribution = "permutation", size = 2000000 }',
        "generators: all cases together draw up to 6000003 numbers; 1000000 are the most",
    ),
    (
        '{ distribution = "normal", shape = ["n", "m"] }',
        '{ distribution = "key", dtype = "uint32" }',
        "generators[0].arguments.x.dtype: unknown key",
    ),
    (
        '{ distribution = "normal", shape = ["n", "m"] }',
        '{ distribution = "rngs", streams = ["a", "a"] }',
        "generators[0].arguments.x.streams: names must differ: a",
    ),
    (
        '{ distribution = "normal", shape = ["n", "m"] }',
        '{ distribution = "rngs", streams = [] }',
        "generators[0].arguments.x.streams: List should have at least 1 item",
    ),
    (
        '{ distribution = "normal", shape = ["n", "m"] }',
        '{ distribution = "rngs", streams = ["__class__"] }',
        "generators[0].arguments.x.streams[0]: must not begin with an underscore",
    ),
    ('"normal",', '"normal", dtype = "int8",', "generators[0].arguments.x.dtype: Input should be"),
    ('"normal",', '"normal", std = 0.0,', "generators[0].arguments.x.std: Input should be greater"),
    ('"normal",', '"normal", mean = nan,', "generators[0].arguments.x.mean: Input should be a fin"),
    ('"normal",', '"uniform", low = 1.0,', "generators[0].arguments.x: low must be below high"),
    ("high = 10", "high = 0", "generators[0].arguments.seed: low must be below high"),
    ("high = 10", "high = 1.5", "generators[0].arguments.seed.high: must be an integer, or the"),
    ("high = 10", 'high = "k"', "generators[0].arguments: seed uses the axis 'k', which the gener"),
    (
        "low = 0, high = 10",
        'low = 3, high = "m"',
        "generators[0].arguments: seed: low must be below high where n = 1, m = 2",
    ),
    (
        "high = 10",
        'high = "m", number = "bool"',
        "generators[0].arguments: seed: 0 is not a bool value where n = 3, m = 4",
    ),
    ("high = 10", f"high = {2**60}", "generators[0].arguments.seed.high: Input should be less"),
    (
        "high = 10",
        "high = 10, shape = []",
        "generators[0].arguments.seed: shape and dtype are given together, or neither is",
    ),
    (
        "high = 10",
        'high = 10, shape = [], dtype = "int8", number = "int"',
        "generators[0].arguments.seed: number is for Python numbers; an array has a dtype",
    ),
    (
        "high = 10",
        'high = 257, shape = [], dtype = "uint8"',
        "generators[0].arguments.seed: 256 is not a uint8 value",
    ),
    (
        "high = 10",
        'high = 10, number = "bool"',
        "generators[0].arguments.seed: 0 is not a bool value",
    ),
    (
        "[3, 4]",
        "[1000, 500]",
        "generators: all cases together draw up to 1500003 numbers; 1000000 are the most",
    ),
    (
        "[3, 4]",
        "[0, 2000000]",
        "generators: all cases together draw up to 6000003 numbers; 1000000 are the most",
    ),
]


@pytest.mark.parametrize(("old", "new", "expected"), WRONG_TOML)
def test_a_mistake_gives_its_key_and_reason(old: str, new: str, expected: str) -> None:
    assert old in TOML
    document = tomllib.loads(TOML.replace(old, new))
    lines = refusal(document)
    for line, start in zip(lines, expected.splitlines(), strict=True):
        assert line.startswith(re.sub(r"^(\w+)\[0\][^:]*", in_its_table, start))


def in_its_table(key: re.Match[str]) -> str:
    """The key as a message has it: the name of its table follows."""
    names = {"cases": "fixed", "generators": "random", "demands": "a"}
    return f"{key[0]} (in {names[key[1]]!r})" if key[1] in names else key[0]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(st.text(), parts, max_size=3),
    max_leaves=8,
)
PATHS = [
    ("tags",),
    ("entry_point", "parameters"),
    ("cases", 0),
    ("cases", 0, "arguments", "x"),
    ("cases", 0, "arguments", "x", "values"),
    ("generators", 0),
    ("generators", 0, "grid", "shapes"),
    ("generators", 0, "arguments", "x"),
    ("generators", 0, "arguments", "x", "shape"),
]


@given(st.sampled_from(PATHS), ANYTHING)
def test_whatever_stands_there_is_accepted_or_explained(
    path: tuple[str | int, ...], value: object
) -> None:
    document: Any = tomllib.loads(TOML)
    parent = document
    for key in path[:-1]:
        parent = parent[key]
    parent[path[-1]] = value
    try:
        ProblemSpec.model_validate(document)
    except ValidationError as error:
        for line in explain(error, ProblemSpec, document):
            assert len(line.splitlines()) == 1
            key, reason = line.split(": ", 1)
            assert key
            assert reason
