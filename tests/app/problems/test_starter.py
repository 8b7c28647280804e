import ast

from app.problems.starter import starter
from graders.problem.entry_point import EntryPoint


def test_it_defines_the_function() -> None:
    text = starter(EntryPoint(function="double", parameters=["x", "y"]))
    assert "def double(x, y):\n" in text
    assert isinstance(ast.parse(text).body[-1], ast.FunctionDef)


def test_many_parameters_stand_on_lines_of_their_own() -> None:
    names = [f"a_long_parameter_{number}" for number in range(8)]
    text = starter(EntryPoint(function="double", parameters=names))
    assert max(map(len, text.splitlines())) <= 88
    [function] = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    assert [argument.arg for argument in function.args.args] == names
