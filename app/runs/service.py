"""Running code without a score."""

import json
from datetime import UTC, datetime

from app.auth.caller import Caller
from app.core.errors import InvalidRequestError
from app.core.field_errors import FieldError
from app.core.ids import new_id
from app.runs.errors import UnknownRunError
from app.runs.schemas import RunRequest
from app.submissions.errors import UnknownSubmissionError
from app.submissions.schemas import NewSubmission, Submission
from app.submissions.service import SubmissionService
from app.submissions.submit import Submitter
from app.submissions.watch import Watches
from graders.grading.runs import RUN_SEED, InvalidInputsError, parse_inputs


class RunService:
    """Accepts and reads runs."""

    def __init__(
        self, submitter: Submitter, submissions: SubmissionService, watches: Watches
    ) -> None:
        self._submitter = submitter
        self._submissions = submissions
        self._watches = watches

    async def run(self, caller: Caller, request: RunRequest, wait_s: int) -> Submission:
        """Queue a run; wait for up to `wait_s` until it has ended.

        Raises:
            UnknownProblemError: there is no such problem.
            SourceTooLargeError: the source is larger than the problem allows.
            InvalidRequestError: the inputs do not fit the problem, or it has no samples to run
                instead.
            OverloadError: there is no room for it; the error says when to retry.
            StoreError: it could not be stored, and will not run.
        """
        problem = self._submitter.problem_for(request.problem, request.source)
        if request.inputs is not None:
            try:
                parse_inputs(problem.spec, request.inputs)
            except InvalidInputsError as error:
                raise InvalidRequestError(
                    [
                        FieldError.of(place, "input_refused", said=said)
                        for place, said in error.reasons
                    ]
                ) from None
        elif problem.spec.sample_count == 0:
            raise InvalidRequestError.at("inputs", "inputs_needed")
        new = NewSubmission(
            id=new_id(),
            site=caller.site,
            key_id=caller.key_id,
            kind="run",
            problem=problem.name,
            revision=problem.revision,
            source=request.source,
            inputs=None if request.inputs is None else json.dumps(request.inputs),
            seed=RUN_SEED,
            created_at=datetime.now(UTC),
            learner=caller.learner,
        )
        with self._watches.watch(new.id, only_end=True) as watch:
            await self._submitter.accept([new])
            return await self._submissions.wait(caller, new.id, watch, wait_s)

    async def find(self, caller: Caller, run_id: str) -> Submission:
        """Return the run of that id.

        Raises:
            UnknownRunError: there is none that the caller may see.
            StoreError: the store failed.
        """
        try:
            found = await self._submissions.get(caller, run_id)
        except UnknownSubmissionError:
            raise UnknownRunError from None
        if found.kind != "run":
            raise UnknownRunError
        return found
