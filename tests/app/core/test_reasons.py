"""The reasons of errors, which sites translate by."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel, Field, ValidationError

import app.main  # noqa: F401 - brings every error
from app.core.errors import ApiError, InvalidRequestError
from app.core.field_errors import FIELD_REASONS, OTHER, OWN_SENTENCES, FieldError, refusal
from app.core.sentences import formatted, parameter_names
from app.jobs.errors import QueueFullError

API = Path(__file__).parents[3] / "docs/api.md"
ROW = re.compile(r"^\| `(\w+)` \| (.*?) \| (.*?) \|$", re.MULTILINE)


def errors(base: type[ApiError] = ApiError) -> Iterator[type[ApiError]]:
    for each in base.__subclasses__():
        if each.__module__.startswith("app."):
            yield from errors(each)
            if "sentence" in vars(each):
                yield each


def documented(heading: str) -> dict[str, tuple[str, str]]:
    section = API.read_text().partition(f"\n### {heading}\n")[2].partition("\n#")[0]
    return {reason: (parameters, said) for reason, parameters, said in ROW.findall(section)}


def written(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def test_the_docs_and_the_code_name_the_same_reasons_of_errors() -> None:
    assert documented("Reasons of errors") == {
        each.reason: (
            written(parameter_names(each.sentence)),
            " ".join(each.sentence.split()) or "(the fields' own)",
        )
        for each in errors()
    }


def test_the_docs_and_the_code_name_the_same_reasons_of_fields() -> None:
    told = documented("Reasons of fields")
    assert {reason: parameters for reason, (parameters, _) in told.items()} == {
        reason: written(names) for reason, names in FIELD_REASONS.items()
    }
    assert {reason: said for reason, (_, said) in told.items() if said != "(Pydantic's)"} == {
        **OWN_SENTENCES,
        OTHER: "(any)",
    }


def test_reasons_are_snake_case_and_each_belongs_to_one_error() -> None:
    reasons = [each.reason for each in errors()]
    assert len(set(reasons)) == len(reasons)
    assert all(re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", name) for name in (*reasons, *FIELD_REASONS))


def test_sentence_and_parameters_come_from_one_text() -> None:
    error = QueueFullError(2.5, limit=10)
    assert error.reason == "queue_full"
    assert error.parameters == {"limit": 10}
    assert error.detail == (
        "The queue holds 10 submissions and has no room for this; try again later."
    )


def test_a_sentence_has_no_other_parameters_than_those_given() -> None:
    assert formatted("one of {known}", {"known": ["a", "b"]}) == "one of a, b"
    with pytest.raises(TypeError):
        formatted("one of {known}", {})
    with pytest.raises(TypeError):
        formatted("one of them", {"known": "a"})


class TestFieldError:
    class Sent(BaseModel):
        name: str = Field(max_length=3)
        count: int = 1

    def fault(self, **fields: object) -> FieldError:
        with pytest.raises(ValidationError) as caught:
            self.Sent.model_validate(fields)
        [fault] = InvalidRequestError.of_validation(caught.value).fields
        return fault

    def test_one_of_pydantic_has_its_name_and_what_it_tells(self) -> None:
        fault = self.fault(name="much")
        assert (fault.reason, fault.parameters) == ("string_too_long", {"max_length": 3})

    def test_what_was_sent_is_not_among_the_parameters(self) -> None:
        assert "secret" not in self.fault(name="a", count="secret").model_dump_json()

    def test_one_of_our_own_is_told_by_pydantic_as_it_is(self) -> None:
        error = refusal("json_too_large", limit_bytes=4)
        fault = FieldError.of_pydantic(
            {"type": error.type, "loc": ("a",), "msg": error.message(), "ctx": error.context}
        )
        assert fault == FieldError.of("a", "json_too_large", limit_bytes=4)

    def test_what_is_not_on_the_list_is_other(self) -> None:
        fault = FieldError.of_pydantic({"type": "new_in_pydantic_9", "loc": (), "msg": "no"})
        assert (fault.reason, fault.parameters, fault.message) == (OTHER, {}, "no")
