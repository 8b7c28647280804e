"""Sets of compiled programs on their way through a frame."""

import pytest

from graders.sandbox.programs import MalformedProgramsError, Programs


def test_what_is_packed_comes_out_again() -> None:
    programs = Programs({"a": b"one", "b": b"", "c": b"three"}, frozenset({"b"}), {"d": "e"})
    assert Programs.unpack(*programs.pack()) == programs


@pytest.mark.parametrize(
    ("described", "body"),
    [
        (None, b""),
        ({"a": 1}, b""),
        ([["a", 1]], b"x"),
        ([["a", -1, False]], b""),
        ([["a", 2, False]], b"x"),
        ([["a", 1, False]], b"xy"),
        ([["a", "1", False]], b"x"),
        ([["a", 1, 0]], b"x"),
        ([[1, 1, False]], b"x"),
        ([["a", 2**70, False]], b"x"),
    ],
)
def test_anything_else_is_refused(described: object, body: bytes) -> None:
    with pytest.raises(MalformedProgramsError):
        Programs.unpack({"programs": described, "traces": {}}, body)


@pytest.mark.parametrize("traces", [None, [], {"a": 1}, {"a": None}])
def test_traces_of_any_other_form_are_refused(traces: object) -> None:
    with pytest.raises(MalformedProgramsError):
        Programs.unpack({"programs": [], "traces": traces}, b"")


@pytest.mark.parametrize("described", [None, [], {}, {"programs": []}, {"traces": {}}])
def test_a_description_without_both_is_refused(described: object) -> None:
    with pytest.raises(MalformedProgramsError):
        Programs.unpack(described, b"")
