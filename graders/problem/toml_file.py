"""Reading a TOML file that an author wrote into types that can't be wrong."""

from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from graders.core import toml
from graders.core.strict_spec import Spec
from graders.problem.files import ProblemError
from graders.problem.toml_errors import explain

_Read = TypeVar("_Read", bound=Spec)


def read_toml(model: type[_Read], path: Path, text: str) -> _Read:
    """Parse `text`, the content of the file at `path`.

    Raises:
        ProblemError: it is not TOML, or does not say what `model` demands.
    """
    document: object = None
    try:
        document = toml.loads(text)
        return model.model_validate(document)
    except toml.TomlError as error:
        raise ProblemError(f"{path}: {error}") from None
    # From validating deeply nested values.
    except RecursionError:
        raise ProblemError(f"{path}: nested too deeply") from None
    except ValidationError as error:
        lines = explain(error, model, document)
        raise ProblemError("\n".join(f"{path}: {line}" for line in lines)) from None
    # Not only TOMLDecodeError: Python parses no integer of more than some thousand digits.
    except ValueError as error:
        raise ProblemError(f"{path}: not TOML: {error}") from None
