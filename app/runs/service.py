"""Running code for no score."""

import json
from datetime import UTC, datetime

from app.auth.caller import Caller
from app.core.errors import (
    InvalidRequestError,
)
from app.core.ids import (
    new_id,
)
from app.runs.errors import (
    UnknownRunError,
)
from app.runs.schemas import RunRequest
from app.service import Service
from app.submissions.errors import (
    UnknownSubmissionError,
)
from app.submissions.schemas import (
    NewSubmission,
    Submission,
)
from app.submissions.service import accept, problem_for
from graders.grading.runs import RUN_SEED, InvalidInputsError, parse_inputs


async def run(service: Service, caller: Caller, request: RunRequest, wait_s: int) -> Submission:
    """Store a run and have it done; wait for its end for up to `wait_s`.

    Raises:
        UnknownProblemError: there is no such problem.
        SourceTooLargeError: the source is larger than the problem allows.
        InvalidRequestError: the inputs do not fit the problem, or it has no samples to run instead.
        OverloadError: there is no room for it; the error says when to try again.
        StoreError: it could not be stored, and will not be done.
    """
    problem = problem_for(service, request.problem, request.source)
    if request.inputs is not None:
        try:
            parse_inputs(problem.spec, request.inputs)
        except InvalidInputsError as error:
            raise InvalidRequestError.at(error.reasons) from None
    elif problem.spec.sample_count == 0:
        raise InvalidRequestError.at([("inputs", "needed: the problem has no sample cases")])
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
    with service.watches.watch(new.id, only_end=True) as watch:
        await accept(service, [new])
        return await service.ended(caller, new.id, watch, wait_s)


async def find_run(service: Service, caller: Caller, run_id: str) -> Submission:
    """The run of that id.

    Raises:
        UnknownRunError: there is none that the caller may see.
        StoreError: the store failed.
    """
    try:
        found = await service.submission(caller, run_id)
    except UnknownSubmissionError:
        raise UnknownRunError from None
    if found.kind != "run":
        raise UnknownRunError
    return found
