import tomllib
from typing import Any

import pytest

from graders.problem.content import NoSuchExampleError, with_content, with_example
from graders.problem.files import ProblemError

TOML = """\
# Written by hand.
name   = "f"  # as the folder
tags = ["a"]   # what it is about

# How long it may take.
[limits]
wall_s = 5.0    # measured
cpu_s  = 4.0

# The function.
[entry_point]
function = "f"

# The first case.
[[cases]]
name = "[limits]"  # not the table
arguments = { x = 1 }
"""


def changed(toml: str, **changes: Any) -> str:
    return with_content({"problem.toml": toml.encode()}, changes)["problem.toml"].decode()


class TestTexts:
    def test_they_are_written_and_taken_out(self) -> None:
        files = {"statement.md": b"a", "starter.py": b"b", "solution.py": b"c"}
        changes = {"statement": "ä\n", "starter": None, "editorial": "An end.\n"}
        assert with_content(files, changes) == {
            "statement.md": "ä\n".encode(),
            "solution.py": b"c",
            "editorial.md": b"An end.\n",
        }

    def test_hints_are_parted_by_dashes(self) -> None:
        after = with_content({}, {"hints": ["One.\n", "Two."]})
        assert after == {"hints.md": b"One.\n\n---\n\nTwo.\n"}
        assert with_content(after, {"hints": []}) == {}

    def test_a_hint_can_t_hold_what_parts_them(self) -> None:
        with pytest.raises(ProblemError, match=r"hints\.md: hint 2: a line of ---"):
            with_content({}, {"hints": ["One.", "Two.\n---\nThree."]})


class TestSettings:
    def test_a_table_changes_where_it_stands(self) -> None:
        after = changed(TOML, limits={"wall_s": 5.0, "cpu_s": 3, "memory_mb": 512})
        assert after == TOML.replace("cpu_s  = 4.0", "cpu_s  = 3\nmemory_mb = 512")

    def test_a_list_keeps_the_comment_behind_it(self) -> None:
        assert changed(TOML, tags=["b", "c"]) == TOML.replace('["a"]', '["b", "c"]')

    def test_a_table_is_taken_out_with_its_comment(self) -> None:
        start, end = TOML.index("# How long"), TOML.index("# The function")
        assert changed(TOML, limits=None) == TOML[:start] + TOML[end:]

    def test_a_new_table_comes_before_the_lists(self) -> None:
        after = changed(TOML, tolerance={"rtol": 1e-3})
        place = TOML.index("# The first case")
        assert after == f"{TOML[:place]}[tolerance]\nrtol = 0.001\n\n{TOML[place:]}"
        assert tomllib.loads(after)["tolerance"] == {"rtol": 1e-3}

    def test_a_new_table_where_no_list_is(self) -> None:
        assert changed('name = "f"\n', limits={"wall_s": 1}) == (
            'name = "f"\n\n[limits]\nwall_s = 1\n'
        )

    def test_a_new_key_comes_before_the_tables(self) -> None:
        toml = 'name = "f"\n\n# Why.\n[limits]\n'
        assert changed(toml, tags=["a"]) == 'name = "f"\ntags = ["a"]\n\n# Why.\n[limits]\n'

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("limits = { wall_s = 1 }  # why", "limits = {wall_s = 2}  # why"),
            ("limits.wall_s = 1  # why", "limits.wall_s = 2  # why"),
        ],
    )
    def test_a_table_on_a_line_stays_there(self, before: str, after: str) -> None:
        toml = 'name = "f"\nLIMITS\ntitle = "F"\n\n[entry_point]\n'
        given = changed(toml.replace("LIMITS", before), limits={"wall_s": 2})
        assert given == toml.replace("LIMITS", after)

    def test_it_is_taken_off_its_line(self) -> None:
        assert changed('name = "f"\nlimits.wall_s = 1\n\n[a]\n', limits=None) == (
            'name = "f"\n\n[a]\n'
        )

    def test_what_is_not_there_can_be_taken_out(self) -> None:
        assert changed(TOML, tolerance=None) == TOML

    @pytest.mark.parametrize("value", [{"wall_s": None}, {"wall_s": {"a": None}}])
    def test_what_toml_can_t_write(self, value: dict[str, object]) -> None:
        with pytest.raises(ProblemError, match="limits: TOML has no way to write it"):
            changed(TOML, limits=value)


class TestExamples:
    def test_one_is_added_replaced_and_removed(self) -> None:
        added = with_example({}, "accepted/a.py", "first")
        assert added == {"submissions/accepted/a.py": b"first"}
        replaced = with_example(added, "accepted/a.py", "second")
        assert replaced == {"submissions/accepted/a.py": b"second"}
        assert with_example(replaced, "accepted/a.py", None) == {}

    def test_none_of_that_name(self) -> None:
        with pytest.raises(NoSuchExampleError):
            with_example({}, "accepted/a.py", None)
