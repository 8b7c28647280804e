"""The client against a service on a socket: each answer is read as the type that it is."""

import asyncio
from collections.abc import Iterator

import pytest

from nnx_judge_client import (
    AsyncClient,
    CancelledSubmission,
    CaseFinishedEvent,
    Client,
    ConflictError,
    FinishedSubmission,
    NotAllowedError,
    NotFoundError,
    Outcome,
    UnfinishedSubmission,
    VerdictEvent,
    learner_token,
)
from tests.app.scripted_judge import ACCEPTED, WRONG, WRONG_TOO
from tests.e2e.servers import KeyedServer

PROBLEM = "scale_rows"
CASE = {
    "name": "zeros",
    "arguments": {"x": {"dtype": "float32", "values": [[0.0, 0.0]]}, "factor": 2.0},
}


@pytest.fixture
def site(service: KeyedServer) -> Iterator[Client]:
    with Client(service.url, service.key) as client:
        yield client


@pytest.fixture
def author(service: KeyedServer) -> Iterator[Client]:
    with Client(service.url, service.key_for("author", "read", "submit")) as client:
        yield client


@pytest.fixture
def admin(service: KeyedServer) -> Iterator[Client]:
    with Client(service.url, service.key_for("admin")) as client:
        yield client


def test_a_submission_from_its_problem_to_its_verdict(site: Client) -> None:
    [problem] = site.problems()
    details = site.problem(problem.name)
    assert (details.function, details.limits.source_kb > 0) == (PROBLEM, True)
    stored = site.submit(
        problem.name, WRONG, learner="ada", external_id="try-1", metadata={"course": "jax-101"}
    )
    events = list(site.events(stored.id))
    assert any(isinstance(event, CaseFinishedEvent) for event in events)
    assert isinstance(events[-1], VerdictEvent)
    finished = site.get(stored.id)
    assert isinstance(finished, FinishedSubmission)
    assert finished == events[-1].data == site.wait(stored.id)
    assert (finished.verdict, finished.learner) == (Outcome.WRONG_ANSWER, "ada")
    assert finished.metadata == {"course": "jax-101"}
    assert site.source(stored.id) == WRONG
    assert site.earlier_verdicts(stored.id) == []
    [summary] = site.submissions(external_id="try-1")
    assert (summary.id, summary.verdict) == (stored.id, Outcome.WRONG_ANSWER)
    assert site.track("ada").next == PROBLEM
    [progress] = site.progress("ada")
    assert (progress.problem, progress.solved) == (PROBLEM, False)
    assert site.review(stored.id).status == "finished"


def test_the_same_for_asyncio(service: KeyedServer) -> None:
    async def verdict() -> str:
        async with AsyncClient(service.url, service.key) as site:
            stored = await site.submit(PROBLEM, ACCEPTED)
            async for event in site.events(stored.id):
                if isinstance(event, VerdictEvent):
                    assert [each async for each in site.submissions(problem=PROBLEM)]
                    return event.data.verdict
        return "none"

    assert asyncio.run(verdict()) == "accepted"


def test_several_at_once_and_one_taken_back(site: Client) -> None:
    first, second = site.submit_batch(
        [{"problem": PROBLEM, "source": ACCEPTED}, {"problem": PROBLEM, "source": WRONG}]
    )
    assert isinstance(first, UnfinishedSubmission)
    ended = site.wait(second.id)
    with pytest.raises(ConflictError):
        site.cancel(ended.id)


def test_a_run(site: Client) -> None:
    run = site.run(PROBLEM, ACCEPTED, [{"x": {"dtype": "float32", "values": [[1.0]]}, "factor": 2}])
    assert run.kind == "run"
    assert not isinstance(site.wait(run.id), CancelledSubmission)


def test_a_learner_sees_what_is_theirs(service: KeyedServer, site: Client, admin: Client) -> None:
    of_another = site.submit(PROBLEM, ACCEPTED, learner="grace")
    secret = admin.keys.site("practice").webhook_secret
    with Client(service.url, learner_token(secret, "practice", "lin")) as learner:
        own = learner.submit(PROBLEM, ACCEPTED)
        assert learner.identity().learner == "lin"
        assert [each.id for each in learner.submissions()] == [own.id]
        with pytest.raises(NotFoundError):
            learner.get(of_another.id)


def test_statistics(site: Client, author: Client) -> None:
    site.wait(site.submit(PROBLEM, ACCEPTED, learner="ada").id)
    figures = author.statistics(PROBLEM)
    assert figures.accepted >= 1
    [totals] = author.totals()
    assert (totals.problem, totals.share_accepted is not None) == (PROBLEM, True)
    with pytest.raises(NotAllowedError, match="author"):
        site.totals()


def test_a_case_is_added_and_taken_out(author: Client) -> None:
    before = author.authoring.cases(PROBLEM)
    added = author.authoring.add_case(
        PROBLEM, "case", CASE, note="zeros", if_revision=before.revision
    )
    with pytest.raises(ConflictError):
        author.authoring.add_case(PROBLEM, "case", CASE, if_revision=before.revision)
    author.authoring.replace_case(PROBLEM, "case", "zeros", CASE | {"weight": 2})
    author.authoring.remove_case(PROBLEM, "case", "zeros")
    revisions = author.authoring.revisions(PROBLEM)
    assert {before.revision, added.revision} <= {each.revision for each in revisions}
    assert "zeros" in author.authoring.revision(PROBLEM, added.revision).diff
    back = author.authoring.make_live(PROBLEM, before.revision)
    assert back.revision == before.revision


def test_what_a_problem_says_is_changed_and_published(site: Client, author: Client) -> None:
    before = author.content.get(PROBLEM)
    changes = {
        "hints": ["Multiply.", "By factor."],
        "editorial": "It is *scaled*.",
        "limits": {"wall_s": 7},
    }
    changed = author.content.change(PROBLEM, changes, if_revision=before.revision, note="hints")
    assert changed.draft == changed.revision
    with pytest.raises(ConflictError):
        author.content.change(PROBLEM, {"starter": None}, if_revision=before.revision)
    example = author.content.put_example(PROBLEM, "accepted", "another", "a = 1\n")
    assert "accepted/another.py" in {each.name for each in author.content.get(PROBLEM).examples}
    author.content.remove_example(PROBLEM, "accepted", "another", if_revision=example.revision)
    published = author.authoring.publish(PROBLEM, note="with hints")
    assert (published.draft, published.check) == (None, None)
    [newest, *_] = author.authoring.publications(PROBLEM)
    assert (newest.revision, newest.note) == (published.live, "with hints")
    assert site.problem(PROBLEM).limits.wall_s == 7
    hint = site.hint(PROBLEM, 2)
    assert (hint.number, hint.total, hint.text) == (2, 2, "By factor.")
    with pytest.raises(NotAllowedError):
        site.editorial(PROBLEM, learner="nobody")
    site.wait(site.submit(PROBLEM, ACCEPTED, learner="ada").id)
    assert site.editorial(PROBLEM, learner="ada").text == "It is *scaled*."


def test_an_unnamed_mistake_is_made_known_and_forgotten(site: Client, author: Client) -> None:
    wrong = site.submit(PROBLEM, WRONG_TOO, learner="ada")
    site.wait(wrong.id)
    group = next(each for each in author.unnamed_mistakes(PROBLEM) if each.example == wrong.id)
    assert (group.learners, group.made_into) == (1, None)
    author.content.make_known_mistake(PROBLEM, wrong.id, "It is scaled twice", "Scale once.")
    with pytest.raises(ConflictError, match="it_is_scaled_twice"):
        author.content.make_known_mistake(PROBLEM, wrong.id, "Again", "Again.")
    author.authoring.discard_draft(PROBLEM)
    assert author.content.get(PROBLEM).revision == author.authoring.cases(PROBLEM).revision


def test_a_test_of_an_author(author: Client) -> None:
    ended = author.wait(author.submit(PROBLEM, ACCEPTED, test=True).id)
    assert ended.kind == "test"


def test_a_package_goes_out_and_in(author: Client) -> None:
    package = author.authoring.package(PROBLEM)
    live = author.authoring.cases(PROBLEM).revision
    assert author.authoring.update(PROBLEM, package, note="the same").revision == live
    with pytest.raises(ConflictError):
        author.authoring.create(package)
    assert author.authoring.archive(PROBLEM).is_archived
    assert not author.authoring.unarchive(PROBLEM).is_archived


def test_a_problem_is_begun_and_dropped(author: Client) -> None:
    begun = author.authoring.begin("centre", title="Centre it", parameters="x, by: float")
    assert (begun.live, begun.draft) == (None, begun.revision)
    assert author.authoring.cases("centre").parameters == ["x", "by"]
    author.authoring.discard_draft("centre")


def test_links_sign_learners_in(service: KeyedServer, author: Client) -> None:
    made = author.learner_links(["ada", "bob"], days=1)
    assert [each.learner for each in made.links] == ["ada", "bob"]
    with Client(service.url, made.links[0].link.split("#token=")[1]) as ada:
        assert ada.identity().learner == "ada"


def test_a_check_that_is_ended(author: Client) -> None:
    check = author.checks.start(PROBLEM, wait_s=0)
    assert author.checks.get(check.id).problem == PROBLEM
    assert check.id in {each.id for each in author.checks.all(PROBLEM)}
    assert author.checks.end(check.id).status not in ("queued", "running")


def test_a_rejudge(site: Client, author: Client) -> None:
    stored = site.submit(PROBLEM, ACCEPTED)
    site.wait(stored.id)
    rejudge = author.rejudges.start(PROBLEM, submissions=[stored.id], note="again")
    while (rejudge := author.rejudges.get(rejudge.id)).status == "judging":
        pass
    assert (rejudge.total, rejudge.status) == (1, "ready")
    assert rejudge.id in {each.id for each in author.rejudges.all(PROBLEM)}
    assert author.rejudges.apply(rejudge.id).status == "applied"


def test_keys_and_the_queue(service: KeyedServer, admin: Client) -> None:
    issued = admin.keys.create("practice", ["read"], name="reports", expires_days=30)
    with Client(service.url, issued.key) as reader:
        assert reader.identity().scopes == ["read"]
    replaced = admin.keys.rotate(issued.id, overlap_hours=0)
    admin.keys.revoke(replaced.id)
    assert replaced.id in {each.id for each in admin.keys.all()}
    with Client(service.url, replaced.key) as reader, pytest.raises(NotAllowedError):
        reader.problems()
    before = admin.keys.site("practice").webhook_secret
    assert admin.keys.rotate_webhook_secret("practice").webhook_secret != before
    assert admin.keys.erase_learner("nobody so far", site="practice").submissions == 0
    assert [part.name for part in admin.queue().queues][:2] == ["interactive", "batch"]


def test_webhooks_that_were_never_asked_for(site: Client) -> None:
    assert list(site.webhooks.deliveries(status="pending")) == []
    assert list(site.webhooks.endpoints()) == []
    with pytest.raises(NotFoundError):
        site.webhooks.resend("0" * 32)
    with pytest.raises(NotFoundError):
        site.webhooks.enable("0" * 32)
