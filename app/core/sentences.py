"""Sentences with parameters in braces: what people read, and what machines read, from one text."""

from collections.abc import Mapping, Sequence
from string import Formatter

Parameter = str | int | float | bool | Sequence[str]


def parameter_names(sentence: str) -> tuple[str, ...]:
    """The names of the parameters of a sentence, in their order."""
    return tuple(name for _, name, _, _ in Formatter().parse(sentence) if name)


def formatted(sentence: str, parameters: Mapping[str, Parameter]) -> str:
    """The sentence with its parameters; lists are joined by commas.

    Raises:
        TypeError: the sentence has other parameters.
    """
    if set(parameter_names(sentence)) != parameters.keys():
        raise TypeError(f"{sentence!r} does not have the parameters {sorted(parameters)}")
    return sentence.format_map(
        {
            name: value if isinstance(value, str | int | float) else ", ".join(value)
            for name, value in parameters.items()
        }
    )
