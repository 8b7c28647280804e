"""Arranging the problems by the track, with a learner's progress."""

from typing import get_args

from app.auth.caller import Caller
from app.problems.catalogue import Catalogue
from app.problems.endpoints import ProblemSummary
from app.submissions.service import SubmissionService
from app.track.schemas import Chapter, Track, TrackProblem
from graders.problem.spec import Difficulty
from graders.problem.track import TrackSpec

_DIFFICULTIES = get_args(Difficulty)


class TrackService:
    """The problems by chapter. `track` is None if the folder of problems has none."""

    def __init__(
        self, track: TrackSpec | None, catalogue: Catalogue, submissions: SubmissionService
    ) -> None:
        self._track = track
        self._catalogue = catalogue
        self._submissions = submissions

    async def read(self, caller: Caller, learner: str | None = None) -> Track:
        """Return every problem in order, and what is solved.

        Args:
            caller: whose submissions count, if it is a learner.
            learner: whose submissions count; None for those of all whom the caller sees.

        Raises:
            StoreError: the database failed.
        """
        progress = {
            each.problem: each for each in await self._submissions.progress(caller, learner)
        }
        live = dict(self._catalogue.problems)

        def placed(name: str, needs: list[str]) -> TrackProblem:
            mine = progress.get(name)
            return TrackProblem(
                **dict(ProblemSummary.of(live[name])),
                needs=needs,
                submissions=0 if mine is None else mine.submissions,
                solved=mine is not None and mine.solved,
            )

        chapters = [
            Chapter(
                title=chapter.title,
                about=chapter.about,
                problems=[placed(place.name, place.needs) for place in chapter.problems],
            )
            for chapter in ([] if self._track is None else self._track.with_only(live))
        ]
        in_chapters = {each.name for chapter in chapters for each in chapter.problems}
        more = [placed(name, []) for name in live if name not in in_chapters]
        more.sort(key=lambda each: (_DIFFICULTIES.index(each.difficulty), each.title))
        track = Track(chapters=chapters, more=more, next=None)
        unsolved = (each.name for each in track.problems if not each.solved)
        return track.model_copy(update={"next": next(unsolved, None)})
