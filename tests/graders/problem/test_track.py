from pathlib import Path

import pytest

from graders.problem.files import ProblemError
from graders.problem.track import MAX_TRACK_BYTES, TrackSpec, load_track

TRACK = """\
[[chapters]]
title = "First"
about = "What comes first."
problems = [{ name = "one" }, { name = "two", needs = ["one"] }]

[[chapters]]
title = "Second"
about = "What comes then."
problems = [{ name = "three", needs = ["one", "two"] }]
"""


def loaded(folder: Path, text: str = TRACK) -> TrackSpec:
    (folder / "track.toml").write_text(text)
    track = load_track(folder)
    assert track is not None
    return track


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(ProblemError) as refused:
        loaded(folder, text)
    return str(refused.value).replace(f"{folder}/", "")


class TestLoad:
    def test_chapters_in_their_order(self, tmp_path: Path) -> None:
        track = loaded(tmp_path)
        assert [chapter.title for chapter in track.chapters] == ["First", "Second"]
        assert track.chapters[0].about == "What comes first."
        assert track.chapter_of_each == {"one": "First", "two": "First", "three": "Second"}
        assert track.chapters[1].problems[0].needs == ["one", "two"]

    def test_there_need_be_none(self, tmp_path: Path) -> None:
        assert load_track(tmp_path) is None

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("chapters", "track.toml: not TOML: "),
            ("", "track.toml: chapters: missing"),
            ("chapters = []", "track.toml: chapters: "),
            (
                TRACK.replace("about", "aboutt", 1),
                "track.toml: chapters[0].about (in 'First'): missing\n"
                "track.toml: chapters[0].aboutt (in 'First'): unknown key; did you mean about?",
            ),
            (
                TRACK.replace("needs", "neds", 1),
                "track.toml: chapters[0].problems[1].neds (in 'two'): unknown key; did you mean ne",
            ),
            (
                TRACK.replace('"First"', '" "'),
                "track.toml: chapters[0].title (in ' '): must be one line of text",
            ),
            (
                TRACK.replace('"First"', r'"a\nb"'),
                "track.toml: chapters[0].title (in 'a\\nb'): must be one line of text",
            ),
            (TRACK.replace('"First"', f'"{"a" * 81}"'), "track.toml: chapters[0].title (in 'aaa"),
            (
                TRACK.replace('"two"', '"not a name"', 1),
                "track.toml: chapters[0].problems[1].name (in 'not a name'): ",
            ),
            (TRACK.replace('"three"', '"two"'), "track.toml: chapters: names must differ: two"),
            (
                TRACK.replace('"Second"', '"First"'),
                "track.toml: chapters: names must differ: First",
            ),
            (
                TRACK.replace('["one"]', '["three"]'),
                "track.toml: chapters: two needs three, which must come before it",
            ),
            (
                TRACK.replace('["one"]', '["two"]'),
                "track.toml: chapters: two needs two, which must come before it",
            ),
            (
                TRACK.replace('["one"]', '["four"]'),
                "track.toml: chapters: two needs four, which must come before it",
            ),
            (
                TRACK.replace('["one"]', '["onne"]'),
                "two needs onne, which must come before it; did you mean one?",
            ),
            (
                TRACK.replace('["one"]', '["one", "one"]'),
                "track.toml: chapters: names must differ: one",
            ),
        ],
    )
    def test_what_is_wrong_is_named(self, tmp_path: Path, text: str, expected: str) -> None:
        assert expected in refusal(tmp_path, text)

    def test_its_size_is_bounded(self, tmp_path: Path) -> None:
        large = TRACK + "#" * MAX_TRACK_BYTES
        assert "more than 65536 bytes" in refusal(tmp_path, large)

    def test_it_is_text(self, tmp_path: Path) -> None:
        (tmp_path / "track.toml").write_bytes(b"\xff")
        with pytest.raises(ProblemError, match="not UTF-8"):
            load_track(tmp_path)


class TestWithOnly:
    def test_what_is_missing_is_left_out(self, tmp_path: Path) -> None:
        [first, second] = loaded(tmp_path).with_only({"two", "three"})
        assert [place.name for place in first.problems] == ["two"]
        assert first.problems[0].needs == []
        assert second.problems[0].needs == ["two"]

    def test_so_is_a_chapter_without_any_problem(self, tmp_path: Path) -> None:
        [chapter] = loaded(tmp_path).with_only({"three", "another"})
        assert chapter.title == "Second"
