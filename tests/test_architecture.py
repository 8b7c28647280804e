"""The rules by which the folders of the code may use each other: see docs/architecture.md."""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
Imports = Mapping[str, frozenset[str]]


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(tree: ast.Module) -> Iterator[str]:
    """The names of all modules that a file may import, and of what it takes from them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@cache
def imports() -> Imports:
    """Which of our modules each of our modules imports."""
    files = {
        name_of(path): path for top in ("app", "graders") for path in (ROOT / top).rglob("*.py")
    }
    return {
        name: frozenset(imported(ast.parse(path.read_text()))) & files.keys() - {name}
        for name, path in files.items()
    }


def folder(module: str) -> str:
    return module.rpartition(".")[0]


def uses(top: str) -> dict[str, set[str]]:
    """Which folders below `top` use which others; a folder and those within it are one subject."""
    used: dict[str, set[str]] = {}
    for module, others in imports().items():
        for other in others:
            a, b = folder(module), folder(other)
            if {a.split(".")[0], b.split(".")[0]} == {top} and top not in (a, b) and a != b:
                used.setdefault(a, set()).add(b)
    return used


def reachable(used: Mapping[str, set[str]], start: str) -> set[str]:
    found: set[str] = set()
    waiting = list(used.get(start, ()))
    while waiting:
        if (each := waiting.pop()) not in found:
            found.add(each)
            waiting += used.get(each, ())
    return found


@pytest.mark.parametrize("top", ["app", "graders"])
def test_no_folders_use_each_other_in_a_circle(top: str) -> None:
    used = uses(top)
    assert used
    assert not {each for each in used if each in reachable(used, each)}


def test_judging_knows_nothing_of_the_service() -> None:
    assert not {
        (module, other)
        for module, others in imports().items()
        for other in others
        if module.startswith("graders") and other.startswith("app")
    }


def test_the_client_knows_nothing_of_what_it_talks_to() -> None:
    files = list((ROOT / "client").rglob("*.py"))
    assert files
    assert not {
        (path.name, other)
        for path in files
        for other in imported(ast.parse(path.read_text()))
        if other.split(".")[0] in ("app", "graders")
    }


def test_the_sandbox_knows_nothing_of_problems_and_grading() -> None:
    assert not {
        (module, other)
        for module, others in imports().items()
        for other in others
        if module.startswith("graders.sandbox.")
        and not other.startswith(("graders.sandbox", "graders.core"))
    }


def test_endpoints_and_pages_leave_the_database_to_services() -> None:
    assert not {
        (module, other)
        for module, others in imports().items()
        for other in others
        if ("endpoints" in module or module.startswith("app.web."))
        and (
            other.endswith(("repository", "database.database"))
            or other.startswith("app.database.tables")
        )
    }


def test_pages_call_services_and_no_handlers_of_the_api() -> None:
    handlers = {
        (module, name)
        for module in imports()
        if module.startswith("app.web.")
        for name in called_handlers(module)
    }
    assert not handlers


def called_handlers(module: str) -> set[str]:
    """The functions with a route that a module takes from modules of endpoints."""
    taken: set[str] = set()
    for node in ast.walk(ast.parse(path_of(module).read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("endpoints"):
            given = ast.parse(path_of(node.module or "").read_text())
            routed = {
                each.name
                for each in given.body
                if isinstance(each, ast.AsyncFunctionDef) and each.decorator_list
            }
            taken |= {alias.name for alias in node.names} & routed
    return taken


def path_of(module: str) -> Path:
    path = ROOT / module.replace(".", "/")
    return path.with_suffix(".py") if path.with_suffix(".py").exists() else path / "__init__.py"


def test_the_tree_in_the_docs_names_every_folder() -> None:
    told = (ROOT / "docs/architecture.md").read_text()
    folders = {
        str(path.parent.relative_to(ROOT))
        for top in ("app", "graders")
        for path in (ROOT / top).rglob("__init__.py")
    }
    assert {each for each in folders if f"| `{each}/` |" not in told} == set()
