from app.web.diff import diff


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
