import json
import tomllib
from typing import Any

import pytest

from graders.problem.editing import (
    MAX_DIFF_CHARACTERS,
    NoSuchEntryError,
    difference,
    with_entry,
    without_entry,
)
from graders.problem.package import ProblemError

BEFORE = b'# kept\nname = "f"\n\n[[cases]]\nname = "first"\narguments = { x = 1 }\n\n[limits]\n'


def cases(files: dict[str, bytes]) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = tomllib.loads(files["problem.toml"].decode())["cases"]
    return listed


class TestWithEntry:
    def test_all_else_stays_as_it_is(self) -> None:
        after = with_entry({"problem.toml": BEFORE}, "cases", {"name": "second"})
        assert after["problem.toml"].startswith(BEFORE.rstrip())

    @pytest.mark.parametrize(
        "entry",
        [
            {"name": 'quotes " and\nlines', "weight": 2},
            {"name": "a", "arguments": {"x": True, "y": 1.5, "z": {"key": 7}}},
            {
                "name": "a",
                "arguments": {"x": {"dtype": "float32", "values": [[1, 2.5], [-0.5, 0]]}},
            },
            {"name": "a", "tolerance": {"comparator": "ulp", "max_ulps": 2}, "message": "Why."},
        ],
    )
    def test_what_is_added_reads_as_it_was_given(self, entry: dict[str, object]) -> None:
        assert cases(with_entry({"problem.toml": BEFORE}, "cases", entry))[-1] == entry

    def test_names_of_numbers_stand_for_them_in_arguments_only(self) -> None:
        entry = {"name": "NaN", "arguments": {"x": ["Infinity", "-Infinity"]}}
        [_, added] = cases(with_entry({"problem.toml": BEFORE}, "cases", entry))
        infinity = float("inf")
        assert added == {"name": "NaN", "arguments": {"x": [infinity, -infinity]}}

    def test_null_is_none_in_arguments(self) -> None:
        entry = {"name": "a", "arguments": {"x": None, "y": {"list": [1, None]}}}
        [_, added] = cases(with_entry({"problem.toml": BEFORE}, "cases", entry))
        assert added["arguments"] == {"x": {"none": True}, "y": {"list": [1, {"none": True}]}}

    def test_a_list_written_in_one_place_grows_there(self) -> None:
        before = b'cases = [{ name = "first" }]\n[limits]\nwall_s = 1.0\n'
        after = with_entry({"problem.toml": before}, "cases", {"name": "second"})
        assert cases(after) == [{"name": "first"}, {"name": "second"}]

    def test_the_first_of_its_kind(self) -> None:
        entry = {"name": "drawn", "grid": {"axes": ["n"], "shapes": [[2]]}}
        after = with_entry({"problem.toml": BEFORE}, "generators", entry)
        assert tomllib.loads(after["problem.toml"].decode())["generators"] == [entry]

    @pytest.mark.parametrize("value", [None, {"x": None}, "\ud800"])
    def test_what_toml_can_t_say_is_refused(self, value: object) -> None:
        with pytest.raises(ProblemError, match="TOML has no way"):
            with_entry({"problem.toml": BEFORE}, "cases", {"name": value})


WRITTEN = b"""\
# kept
[[cases]]
name = "first"   # the plain one
arguments = { x = 1 }

# before the second
[[cases]]
name = "second"
[cases.tolerance]
rtol = 0.5  # loose
[cases.arguments]
x = { dtype = "float32", values = [
  [1.0, 2.0],  # a row
] }
y = 2.0

# before the third
[[cases]]
name = "third"
arguments.x = 1
arguments.y = 2
"""
INLINE = b'cases = [{ name = "first", arguments = { x = 1 } }, { name = "second" }]\n'
ROW = {"dtype": "float32", "values": [[1.0, 2.0]]}


class TestReplacing:
    @pytest.mark.parametrize("before", [WRITTEN, INLINE])
    @pytest.mark.parametrize(
        "entry",
        [
            {"name": "first", "arguments": {"x": 1.0}},
            {"name": "first", "arguments": {"x": True}, "weight": 2, "message": "Why."},
            {"name": "another", "tolerance": {"comparator": "exact"}, "arguments": {"x": ROW}},
        ],
    )
    @pytest.mark.parametrize("name", ["first", "second"])
    def test_it_reads_as_it_was_given(
        self, before: bytes, entry: dict[str, object], name: str
    ) -> None:
        files = {"problem.toml": before}
        index = [each["name"] for each in cases(files)].index(name)
        after = cases(with_entry(files, "cases", entry, name))
        # By their texts, which tell 1 from 1.0 and from true.
        assert json.dumps(after[index], sort_keys=True) == json.dumps(entry, sort_keys=True)
        del after[index]
        assert after == [each for each in cases(files) if each["name"] != name]

    def test_dotted_keys(self) -> None:
        entry = {"name": "third", "arguments": {"x": ROW, "y": 2}, "weight": 2}
        assert cases(with_entry({"problem.toml": WRITTEN}, "cases", entry, "third"))[-1] == entry

    def test_what_keeps_its_value_stays_as_it_is_written(self) -> None:
        entry = {
            "name": "second",
            "tolerance": {"rtol": 0.5},
            "arguments": {"x": ROW, "y": 3.0},
        }
        after = with_entry({"problem.toml": WRITTEN}, "cases", entry, "second")
        assert after["problem.toml"] == WRITTEN.replace(b"y = 2.0", b"y = 3.0")

    def test_a_comment_on_the_next_one_stays_there(self) -> None:
        entry = {"name": "first", "arguments": {"x": 1}, "weight": 2}
        after = with_entry({"problem.toml": WRITTEN}, "cases", entry, "first")
        assert (
            b'weight = 2\n\n# before the second\n[[cases]]\nname = "second"'
            in (after["problem.toml"])
        )

    def test_none_of_that_name(self) -> None:
        for kind in ("cases", "generators"):
            with pytest.raises(NoSuchEntryError):
                with_entry({"problem.toml": WRITTEN}, kind, {"name": "a"}, "fourth")


class TestWithoutEntry:
    @pytest.mark.parametrize("before", [WRITTEN, INLINE])
    def test_the_others_stay(self, before: bytes) -> None:
        after = cases(without_entry({"problem.toml": before}, "cases", "first"))
        assert after == cases({"problem.toml": before})[1:]

    def test_the_last_of_its_kind(self) -> None:
        after = without_entry({"problem.toml": BEFORE}, "cases", "first")
        assert tomllib.loads(after["problem.toml"].decode()) == {"name": "f", "limits": {}}

    def test_none_of_that_name(self) -> None:
        with pytest.raises(NoSuchEntryError):
            without_entry({"problem.toml": WRITTEN}, "cases", "fourth")


class TestDifference:
    def test_changed_added_and_removed_files(self) -> None:
        before = {"same": b"same\n", "changed": b"old\n", "removed": b"gone\n"}
        after = {"same": b"same\n", "changed": b"new\n", "added": b"there\n"}
        assert difference(before, after).splitlines() == [
            *("--- /dev/null", "+++ b/added", "@@ -0,0 +1 @@", "+there"),
            *("--- a/changed", "+++ b/changed", "@@ -1 +1 @@", "-old", "+new"),
            *("--- a/removed", "+++ /dev/null", "@@ -1 +0,0 @@", "-gone"),
        ]

    def test_a_missing_line_end_is_told(self) -> None:
        assert "\\ No newline at end of file\n" in difference({"a": b"1"}, {"a": b"1\n"})

    def test_what_is_no_text_is_named(self) -> None:
        assert difference({"a": b"\xff"}, {"a": b"\xfe"}) == "Binary files a/a and b/a differ\n"

    def test_a_file_too_large_to_compare_is_named(self) -> None:
        assert "too large" in difference({"a": b"x" * 2**18}, {})

    def test_a_long_one_is_cut(self) -> None:
        many = {f"{number}": b"x" * 10_000 for number in range(20)}
        text = difference({}, many)
        assert len(text) < MAX_DIFF_CHARACTERS + 100
        assert text.endswith("(the rest is left out)\n")
