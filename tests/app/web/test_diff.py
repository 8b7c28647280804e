from app.web.diff import Line, diff, file_changes
from graders.problem.editing import difference


def changes(old: str, new: str) -> list[tuple[str, int | None, int | None, str]]:
    return [(line.change, line.old, line.new, line.text) for line in diff(old, new, context=1)]


def test_equal_files_have_no_changes() -> None:
    assert changes("a\nb\n", "a\nb\n") == []


def test_a_changed_line_is_removed_and_added() -> None:
    assert changes("a\nb\nc", "a\nB\nc") == [
        ("same", 1, 1, "a"),
        ("removed", 2, None, "b"),
        ("added", None, 2, "B"),
        ("same", 3, 3, "c"),
    ]


def test_what_is_far_from_a_change_is_left_out() -> None:
    old = "\n".join("abcdefgh")
    assert [change for change, *_ in changes(old, old.replace("e", "E"))] == [
        "gap",
        "same",
        "removed",
        "added",
        "same",
        "gap",
    ]


class TestFileChanges:
    def test_each_file_has_its_lines_with_their_numbers(self) -> None:
        before = {"changed": b"old\nsame\n", "removed": b"gone\n"}
        after = {"changed": b"new\nsame\n", "added": b"there\n"}
        added, changed, removed = file_changes(difference(before, after))
        assert (added.name, changed.name, removed.name) == ("added", "changed", "removed")
        assert [line for line in changed.lines if line.change != "gap"] == [
            Line("removed", 1, None, "old"),
            Line("added", None, 1, "new"),
            Line("same", 2, 2, "same"),
        ]
        assert removed.lines[-1] == Line("removed", 1, None, "gone")

    def test_lines_that_look_like_a_file_s_name(self) -> None:
        unified = difference({"a": b"x\n-- y\n"}, {"a": b"x\n++ z\n"})
        [change] = file_changes(unified)
        assert [line.text for line in change.lines if line.change != "gap"] == ["x", "-- y", "++ z"]

    def test_what_can_t_be_compared_is_said(self) -> None:
        [change] = file_changes(difference({"a": b"\xff"}, {"a": b"\xfe"}))
        assert change.note == "Binary files a/a and b/a differ"

    def test_no_difference(self) -> None:
        assert file_changes("") == []
