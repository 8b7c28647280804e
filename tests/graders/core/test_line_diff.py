import pytest

from graders.core.line_diff import line_matcher


class TestLineMatcher:
    def test_it_tells_the_lines_that_stayed(self) -> None:
        matcher = line_matcher(["a", "b", "c"], ["a", "c"])
        assert matcher is not None
        assert [tuple(block) for block in matcher.get_matching_blocks()][:2] == [
            (0, 0, 1),
            (2, 1, 1),
        ]

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            (["#"] * 30_000, ["#"] * 199),
            (["#", "a"] * 90, ["#", "b"] * 99),
            ([str(n % 300) for n in range(30_000)], [str(n % 301) for n in range(30_000)]),
            ([str(n) for n in range(30_000)], [str(-n) for n in range(30_000)]),
        ],
    )
    def test_what_could_take_too_long_is_not_begun(
        self, before: list[str], after: list[str]
    ) -> None:
        matcher = line_matcher(before, after)
        assert matcher is None or len(before) * len(after) < 100_000

    def test_a_long_file_with_a_change_is_compared(self) -> None:
        before = [f"line {n}" if n % 5 else "" for n in range(2000)]
        assert line_matcher(before, [*before[:1000], "new", *before[1000:]]) is not None
