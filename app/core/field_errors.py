"""What can be wrong with a field of a request: the closed list of reasons, and their sentences."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel, Field
from pydantic_core import PydanticCustomError

from app.core.sentences import Parameter, formatted, parameter_names
from graders.core.model_keys import model_keys
from graders.core.near_names import did_you_mean

_FIELD_NAME_LENGTH = 80
_MESSAGE_LENGTH = 500

# Pydantic makes both the sentence and the parameters of these.
_OF_PYDANTIC: Final[Mapping[str, tuple[str, ...]]] = {
    "bool_parsing": (),
    "bool_type": (),
    "date_from_datetime_parsing": (),
    "date_parsing": (),
    "date_type": (),
    "datetime_from_date_parsing": (),
    "datetime_parsing": (),
    "datetime_type": (),
    "dict_type": (),
    "enum": ("expected",),
    "extra_forbidden": (),
    "finite_number": (),
    "float_parsing": (),
    "float_type": (),
    "greater_than": ("gt",),
    "greater_than_equal": ("ge",),
    "int_from_float": (),
    "int_parsing": (),
    "int_parsing_size": (),
    "int_type": (),
    "less_than": ("lt",),
    "less_than_equal": ("le",),
    "list_type": (),
    "literal_error": ("expected",),
    "missing": (),
    "model_type": (),
    "string_pattern_mismatch": ("pattern",),
    "string_too_long": ("max_length",),
    "string_too_short": ("min_length",),
    "string_type": (),
    "timezone_aware": (),
    "too_long": ("max_length", "actual_length"),
    "too_short": ("min_length", "actual_length"),
}
OWN_SENTENCES: Final[Mapping[str, str]] = {
    "finite_numbers_only": "must hold finite numbers only",
    "json_too_large": "must have at most {limit_bytes} bytes as JSON",
    "must_be_public": "must not lead to this machine or into a private network",
    "must_be_url": "must be an http or https URL",
    "must_be_yours": "must be your own name, or left out",
    "must_change_something": "names nothing to change",
    "must_follow": "must not be before {earlier}",
    "must_have_no_nul": "must not contain NUL characters",
    "must_have_no_password": "must not contain a user name or password",
    "must_have_no_surrogate": "must not contain half of a surrogate pair",
    "must_look_like": "must look like {example}",
    "must_name_one_entry": "needs one of case, generator and python_generator",
    "needs_due_time": "needs a due time: without one nothing is late",
    "needs_learner": "an assignment is handed in by a learner: name them",
    "needs_problem": "names a case of a problem, and there is no problem",
    "not_bindable": "a key of a course has the scope author, and no others but submit and read",
    "not_in_assignment": "is no problem of the assignment",
    "not_in_course": "must be {course}'s: the key is bound to this course",
    "not_utf8": "not UTF-8",
    "not_with_test": "is not for tests, which count nowhere",
    "note_needed": "say why it is published without the check",
    "inputs_needed": "needed: the problem has no sample cases",
    "input_refused": "{said}",
    "only_for_keys": "is for the site's own keys only",
    "named_twice": "names {name} twice",
    "parameter_unknown": "unknown parameter; there are: {known}",
    "parameters_none": "unknown parameter; there are none here",
    "too_many_digits": "holds an integer of too many digits",
    "too_many_submissions": "more than {limit} submissions fit: narrow the time",
    "too_many_values": "has more than {limit} values",
    "too_deep": "is nested more than {limit} deep",
    "year_out_of_range": "must lie within the years {first} to {last} in UTC",
}
# For what a later version of Pydantic finds: the message is all there is.
OTHER: Final = "other"
FIELD_REASONS: Final[Mapping[str, tuple[str, ...]]] = {
    **_OF_PYDANTIC,
    **{reason: parameter_names(sentence) for reason, sentence in OWN_SENTENCES.items()},
    OTHER: (),
}


class FieldError(BaseModel):
    """What is wrong with one field of the request."""

    field: str = Field(description="Name of the field; empty for the body as a whole.")
    message: str
    reason: str = Field(description="The name of what the message says, from a closed list.")
    parameters: dict[str, Any] = Field(
        default_factory=dict, description="What the message says in particular, by name."
    )

    @classmethod
    def of(cls, field: str, reason: str, **parameters: Parameter) -> "FieldError":
        """A fault for one of our own reasons."""
        return cls(
            field=_sendable(field, _FIELD_NAME_LENGTH),
            message=_sendable(formatted(OWN_SENTENCES[reason], parameters), _MESSAGE_LENGTH),
            reason=reason,
            parameters=parameters,
        )

    @classmethod
    def of_pydantic(
        cls, error: Mapping[str, Any], body: type[BaseModel] | None = None
    ) -> "FieldError":
        """Convert an error of Pydantic, without the input that it quotes.

        Of an unknown key of a `body` it also says which one may have been meant.
        """
        reason = error["type"] if error["type"] in FIELD_REASONS else OTHER
        context = error.get("ctx", {})
        return cls(
            field=_sendable(".".join(map(str, error["loc"])), _FIELD_NAME_LENGTH),
            message=_sendable(f"{error['msg']}{_meant(error, body)}", _MESSAGE_LENGTH),
            reason=reason,
            parameters={name: context[name] for name in FIELD_REASONS[reason] if name in context},
        )


def refusal(reason: str, **parameters: str | float) -> PydanticCustomError:
    """The error that a validator of a request's field raises."""
    return PydanticCustomError(reason, OWN_SENTENCES[reason], parameters)


def _meant(error: Mapping[str, Any], body: type[BaseModel] | None) -> str:
    match error:
        case {"type": "extra_forbidden", "loc": [*table, key]} if body is not None:
            return did_you_mean(str(key), model_keys(body, table))
    return ""


def _sendable(text: str, length: int) -> str:
    # Clients choose the names of unknown fields, and not every name can be encoded.
    return text[:length].encode(errors="backslashreplace").decode()
