"""The track as a learner sees it."""

from collections.abc import Iterator

from pydantic import BaseModel, Field

from app.problems.endpoints import ProblemSummary


class TrackProblem(ProblemSummary):
    """A problem in the track, and how far the learner has come with it."""

    needs: list[str] = Field(description="The problems to solve before it, by name.")
    submissions: int = Field(description="How many submissions to it there were.")
    solved: bool = Field(description="Whether one of them was accepted.")


class Chapter(BaseModel):
    """Problems that belong together."""

    title: str
    about: str = Field(description="What they teach, in a sentence.")
    problems: list[TrackProblem] = Field(description="In the order in which to solve them.")


class Track(BaseModel):
    """All problems, in the order in which they are best solved."""

    chapters: list[Chapter]
    more: list[TrackProblem] = Field(
        description="The problems that are in no chapter, the easiest first."
    )
    next: str | None = Field(
        description="The first problem that is not solved: where to start, or to go on. "
        "Null where all are solved."
    )

    @property
    def problems(self) -> Iterator[TrackProblem]:
        """Every problem, in order."""
        for chapter in self.chapters:
            yield from chapter.problems
        yield from self.more

    def following(self, name: str) -> TrackProblem | None:
        """The problem to go on with after this one: not solved, and after it if there is one."""
        problems = list(self.problems)
        place = next((at for at, each in enumerate(problems) if each.name == name), 0)
        others = problems[place + 1 :] + problems[:place]
        return next((each for each in others if not each.solved), None)
