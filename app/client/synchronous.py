"""The client."""

import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Self, TypeVar, Unpack

import httpx

from app.client import calls
from app.client.calls import Call, SubmissionFilter, SubmitOptions, error_of, submission_path
from app.client.connection import checked_url, headers_for
from app.client.errors import BusyError, ClientError, UnreachableError
from app.client.event_stream import SILENCE_S, EventDecoder, event_of
from app.client.models import Argument, Ended, Event, ProblemDetails, ProblemSummary
from app.client.retries import pause_s
from app.monitoring.schemas import QueueState
from app.reviews.schemas import Review
from app.statistics.schemas import ProblemStatistics
from app.submissions.schemas import (
    CancelledSubmission,
    FinishedSubmission,
    Submission,
    SubmissionSummary,
)

_Answer = TypeVar("_Answer")


class Client:
    """Talks to the service at one URL with one key.

    A request that the service has no room for, or that does not reach it, is retried for half a
    minute. Every method raises a `ClientError` if retries fail, or at once if they can't help.
    """

    def __init__(
        self, url: str, key: str | None = None, *, transport: httpx.BaseTransport | None = None
    ) -> None:
        """Store the address; nothing is sent yet.

        Args:
            url: of the service, such as "https://judge.example".
            key: "njk_..."; None if the service needs none.
            transport: replaces httpx's default transport.

        Raises:
            ValueError: `url` is not an HTTP URL.
        """
        self._http = httpx.Client(
            base_url=checked_url(url), headers=headers_for(key), transport=transport
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def submit(
        self,
        problem: str,
        source: str,
        *,
        wait_s: int = 0,
        idempotency_key: str | None = None,
        **options: Unpack[SubmitOptions],
    ) -> Submission:
        """Submit a source exactly once, even if the request has to be resent.

        Args:
            problem: the problem's name.
            source: the text of the file.
            wait_s: how long to wait for the verdict, 60 seconds at most.
            idempotency_key: identifies the submission for 24 hours; None for a new one.
            options: the site's optional fields.

        Returns:
            The submission; it is unfinished if the verdict did not come in time.
        """
        return self._send(calls.submit(problem, source, wait_s, idempotency_key, options))

    def run(
        self,
        problem: str,
        source: str,
        inputs: Sequence[Mapping[str, Argument]] | None = None,
        *,
        wait_s: int = 60,
    ) -> Submission:
        """Run a source without scoring it, on the sample cases or on other inputs.

        Args:
            problem: the problem's name.
            source: the text of the file.
            inputs: for each call, one argument per parameter; None for the sample cases.
            wait_s: how long to wait for the outputs, 60 seconds at most.
        """
        return self._send(calls.run(problem, source, inputs, wait_s))

    def get(self, submission_id: str) -> Submission:
        """Read a submission or a run."""
        return self._send(calls.get(submission_id))

    def cancel(self, submission_id: str) -> Submission:
        """Cancel a submission or a run that has not ended."""
        return self._send(calls.cancel(submission_id))

    def review(self, submission_id: str, *, wait_s: int = 60) -> Review:
        """Request the review of a finished submission, which is made once, or read it.

        Args:
            submission_id: of a submission, not of a run.
            wait_s: how long to wait for it, 60 seconds at most.

        Returns:
            The review; it is queued or running if it was not ready in time.
        """
        return self._send(calls.review(submission_id, wait_s))

    def submissions(self, **wanted: Unpack[SubmissionFilter]) -> Iterator[SubmissionSummary]:
        """Yield the matching submissions, newest first; pages are requested as needed."""
        cursor = None
        while True:
            page = self._send(calls.page(wanted, cursor))
            yield from page.submissions
            if (cursor := page.next) is None:
                return

    def problems(self) -> list[ProblemSummary]:
        """Return every problem."""
        return self._send(calls.problems()).problems

    def problem(self, name: str) -> ProblemDetails:
        """Return one problem, with its statement."""
        return self._send(calls.problem(name))

    def statistics(
        self, problem: str, first_day: date | None = None, last_day: date | None = None
    ) -> ProblemStatistics:
        """Return how learners do on a problem; needs the scope `author`.

        Args:
            problem: the problem's name.
            first_day: first day to include, in UTC; None for no lower bound.
            last_day: last day to include; None for no upper bound.
        """
        return self._send(calls.statistics(problem, first_day, last_day))

    def queue(self) -> QueueState:
        """Return the state of the queue and the workers; needs the scope `admin`."""
        return self._send(calls.queue())

    def events(self, submission_id: str, after: int = 0) -> Iterator[Event]:
        """Yield a submission's events until it ends, reconnecting if the connection breaks.

        Args:
            submission_id: of a submission or a run.
            after: the number of cases already known.
        """
        last, tries = str(after), 0
        path = f"{submission_path(submission_id)}/events"
        while True:
            error: ClientError = UnreachableError("the events ended before the verdict")
            decoder = EventDecoder()
            try:
                with self._http.stream(
                    "GET", path, headers={"Last-Event-ID": last}, timeout=SILENCE_S
                ) as response:
                    if response.status_code != httpx.codes.OK:
                        response.read()
                        raise error_of(response)
                    for chunk in response.iter_bytes():
                        tries = 0
                        for raw in decoder.feed(chunk):
                            last = raw.id or last
                            if (event := event_of(raw)) is not None:
                                yield event
                            if isinstance(event, Ended):
                                return
            except httpx.TransportError as broken:
                error = UnreachableError(f"the connection broke: {type(broken).__name__}")
            except BusyError as busy:
                error = busy
            tries += 1
            if (pause := pause_s(error, tries)) is None:
                raise error
            time.sleep(pause)

    def wait(self, submission_id: str) -> FinishedSubmission | CancelledSubmission:
        """Wait until a submission has ended, without a time limit."""
        for event in self.events(submission_id):
            if isinstance(event, Ended):
                return event.submission
        raise AssertionError("events end with the submission's")

    def _send(self, call: Call[_Answer]) -> _Answer:
        tries = 0
        while True:
            try:
                return call.answer(
                    self._http.request(
                        call.method,
                        call.path,
                        json=call.body,
                        params=call.query,
                        headers=call.headers,
                        timeout=call.timeout_s,
                    )
                )
            except httpx.TransportError as broken:
                error: ClientError = UnreachableError(f"no answer: {type(broken).__name__}")
            except BusyError as busy:
                error = busy
            tries += 1
            if (pause := pause_s(error, tries)) is None:
                raise error
            time.sleep(pause)
