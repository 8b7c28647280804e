"""The track: the order in which problems are best solved, in chapters."""

from collections.abc import Collection
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, field_validator

from graders.core.near_names import did_you_mean
from graders.core.strict_spec import Spec
from graders.problem.arguments import Identifier, Text, refuse_repeated
from graders.problem.files import ProblemError
from graders.problem.toml_file import read_toml

TRACK = "track.toml"
MAX_TRACK_BYTES = 2**16


def _one_line(text: str) -> str:
    if not text.strip() or len(text.splitlines()) > 1:
        raise ValueError("must be one line of text")
    return text


_Line = Annotated[Text, AfterValidator(_one_line)]


class PlaceSpec(Spec):
    """A problem's place in the track; `needs` names the problems to solve before it."""

    name: Identifier
    needs: Annotated[list[Identifier], Field(max_length=8)] = Field(default_factory=list)


class ChapterSpec(Spec):
    """Problems that belong together, in their order; `about` says in a sentence what they teach."""

    title: Annotated[_Line, Field(max_length=80)]
    about: Annotated[_Line, Field(max_length=300)]
    problems: Annotated[list[PlaceSpec], Field(min_length=1, max_length=100)]


class TrackSpec(Spec):
    """The content of `track.toml`. Not every problem that it names need be there."""

    chapters: Annotated[list[ChapterSpec], Field(min_length=1, max_length=50)]

    @field_validator("chapters")
    @classmethod
    def _can_be_followed(cls, chapters: list[ChapterSpec]) -> list[ChapterSpec]:
        before: set[str] = set()
        refuse_repeated([chapter.title for chapter in chapters])
        refuse_repeated([place.name for chapter in chapters for place in chapter.problems])
        for place in (place for chapter in chapters for place in chapter.problems):
            refuse_repeated(place.needs)
            for needed in place.needs:
                if needed not in before:
                    meant = did_you_mean(needed, before)
                    reason = f"{place.name} needs {needed}, which must come before it"
                    raise ValueError(f"{reason}{meant}")
            before.add(place.name)
        return chapters

    @property
    def chapter_of_each(self) -> dict[str, str]:
        """The title of each problem's chapter, by the problem's name, in order."""
        return {
            place.name: chapter.title for chapter in self.chapters for place in chapter.problems
        }

    def with_only(self, names: Collection[str]) -> list[ChapterSpec]:
        """The chapters with those problems only; what they need is reduced likewise.

        A chapter without any of them is left out.
        """
        chapters = []
        for chapter in self.chapters:
            places = [
                place.model_copy(update={"needs": [need for need in place.needs if need in names]})
                for place in chapter.problems
                if place.name in names
            ]
            if places:
                chapters.append(chapter.model_copy(update={"problems": places}))
        return chapters


def load_track(folder: Path) -> TrackSpec | None:
    """The track of the problems in `folder`; None if it has none.

    Raises:
        ProblemError: it is too large or wrong; the message names file, key and reason.
        OSError: it could not be read.
    """
    path = folder / TRACK
    try:
        with path.open("rb") as file:
            content = file.read(MAX_TRACK_BYTES + 1)
    except FileNotFoundError:
        return None
    if len(content) > MAX_TRACK_BYTES:
        raise ProblemError(f"{path}: has more than {MAX_TRACK_BYTES} bytes")
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise ProblemError(f"{path}: not UTF-8: {error}") from None
    return read_toml(TrackSpec, path, text)
