import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.json_text import MAX_DEPTH, JsonBoundError, NoJsonError, loads

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda parts: st.lists(parts) | st.dictionaries(st.text(), parts),
)


class TestLoads:
    @given(VALUES, st.booleans(), st.sampled_from([None, 2]))
    def test_it_reads_what_json_reads(self, value: Any, is_ascii: bool, indent: int | None) -> None:
        text = json.dumps(value, ensure_ascii=is_ascii, allow_nan=True, indent=indent)
        if "Infinity" not in text:
            assert loads(text.encode()) == value

    @pytest.mark.parametrize("text", [b"", b"{", b"NaN", b"[-Infinity]", b'"\xff"', b"'a'", b"\\"])
    def test_what_is_no_json(self, text: bytes) -> None:
        with pytest.raises(NoJsonError):
            loads(text)


class TestBounds:
    @pytest.mark.parametrize(
        "text",
        [
            b"[" + b"1," * 100 + b"1]",
            b'{"a":{' + b'"a":1,' * 100 + b'"b":[]}}',
            b"[" + b'"\\\\",' * 100 + b'""]',
            b'["\\"' + b'","' * 100 + b'"]',
            b"{}" * 101,
            b'"' * 1000,
        ],
    )
    def test_parts(self, text: bytes) -> None:
        with pytest.raises(JsonBoundError, match="too_many_values"):
            loads(text, max_parts=100)

    @pytest.mark.parametrize("text", ["," * 1000, "[{" * 1000, '\\"' * 1000, '\\\\" , [\\' * 500])
    def test_a_text_is_one_part_whatever_is_in_it(self, text: str) -> None:
        assert loads(json.dumps([text]).encode(), max_parts=10) == [text]

    @pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
    def test_depth(self, opening: str, closing: str) -> None:
        loads(f"{opening * MAX_DEPTH}1{closing * MAX_DEPTH}".encode())
        with pytest.raises(JsonBoundError, match="too_deep"):
            loads(f"{opening * (MAX_DEPTH + 1)}1{closing * (MAX_DEPTH + 1)}".encode())

    def test_lists_that_do_not_end_are_no_json(self) -> None:
        with pytest.raises(NoJsonError):
            loads(b"[" * 100_000)

    def test_digits(self) -> None:
        with pytest.raises(JsonBoundError, match="digits"):
            loads(b'{"a": ' + b"1" * 100_000 + b"}")

    def test_a_whole_one_is_a_character(self) -> None:
        assert loads(rb'"\ud83d\ude00"') == "\N{GRINNING FACE}"
