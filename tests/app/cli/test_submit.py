import io
import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from rich.console import Console

from app.settings import Settings
from tests.app.cli.conftest import Run
from tests.app.listening import listening
from tests.app.running import Running
from tests.app.scripted_judge import ACCEPTED, JUDGE_ERROR, REVIEW_CRASH, WRONG, ScriptedJudge
from tests.app.stepping_judge import SteppingJudge


@dataclass(frozen=True, slots=True)
class Service:
    url: str
    running: Running
    portal: BlockingPortal

    def key(self) -> str:
        headers = self.portal.call(self.running.key, "submit", "read")
        return headers["Authorization"].removeprefix("Bearer ")


@pytest.fixture
def service(settings: Settings, judge: ScriptedJudge) -> Iterator[Service]:
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(listening(settings, judge)) as running,
    ):
        yield Service(str(running.client.base_url), running, portal)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "mine.py"


class TestVerdict:
    def test_accepted(self, run: Run, service: Service, file: Path) -> None:
        file.write_text(ACCEPTED)
        ended = run("submit", str(file), "--url", service.url)
        assert ended.exit_code == 0
        assert "sample   accepted" in ended.stdout
        assert "accepted  1 of 1 cases" in ended.stdout
        assert ended.stderr == "Problem: double (the only problem)\n"

    def test_not_accepted(self, run: Run, service: Service, file: Path) -> None:
        file.write_text(WRONG)
        ended = run("submit", str(file), "--url", service.url, "--problem", "double")
        assert ended.exit_code == 1
        assert "wrong_answer  0 of 1 cases" in ended.stdout
        assert ended.stderr == ""

    def test_of_what_comes_from_stdin(
        self, run: Run, service: Service, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(ACCEPTED.encode())))
        assert run("submit", "-", "--url", service.url).exit_code == 0

    def test_one_that_is_a_test(self, run: Run, service: Service, file: Path) -> None:
        file.write_text(ACCEPTED)
        ended = run("submit", str(file), "--url", service.url, "--test", "--json")
        assert (ended.exit_code, json.loads(ended.stdout)["kind"]) == (0, "test")

    def test_a_judge_error(self, run: Run, service: Service, file: Path) -> None:
        file.write_text(JUDGE_ERROR)
        ended = run("submit", str(file), "--url", service.url)
        assert ended.exit_code == 3
        assert ended.stdout == ""
        assert "As the script says." in ended.stderr

    def test_json_is_the_submission_and_nothing_else(
        self, run: Run, service: Service, file: Path
    ) -> None:
        file.write_text(WRONG)
        ended = run("submit", str(file), "--url", service.url, "--json")
        assert ended.exit_code == 1
        assert json.loads(ended.stdout)["verdict"] == "wrong_answer"


class TestReview:
    def test_it_follows_the_verdict(self, run: Run, service: Service, file: Path) -> None:
        file.write_text(WRONG)
        ended = run("submit", str(file), "--url", service.url, "--review")
        assert ended.exit_code == 1
        verdict, review = ended.stdout.split("smallest failing input")
        assert "wrong_answer" in verdict
        assert "x = 1.0" in review
        assert "slow: As the script says." in review

    def test_json_holds_it_beside_the_verdict(self, run: Run, service: Service, file: Path) -> None:
        file.write_text(WRONG)
        ended = run("submit", str(file), "--url", service.url, "--review", "--json")
        document = json.loads(ended.stdout)
        assert document["verdict"] == "wrong_answer"
        assert document["review"]["reproducers"] == [{"case": "sample", "script": "# sample"}]

    def test_one_that_fails_costs_no_verdict(self, run: Run, service: Service, file: Path) -> None:
        file.write_text(REVIEW_CRASH)
        ended = run("submit", str(file), "--url", service.url, "--review")
        assert ended.exit_code == 0
        assert "accepted" in ended.stdout
        assert "failed at the review" in ended.stderr

    def test_nobody_asked(
        self, run: Run, service: Service, judge: ScriptedJudge, file: Path
    ) -> None:
        file.write_text(WRONG)
        run("submit", str(file), "--url", service.url)
        assert judge.reviewed == []


class TestLive:
    @pytest.fixture
    def judge(self) -> SteppingJudge:
        return SteppingJudge()

    def test_a_terminal_shows_each_case(
        self,
        run: Run,
        service: Service,
        judge: SteppingJudge,
        file: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        terminal = Console(file=io.StringIO(), force_terminal=True, width=100)
        monkeypatch.setattr("app.cli.submit.errors", terminal)
        judge.finish()
        file.write_text("def double(x): ...")
        ended = run("submit", str(file), "--url", service.url)
        assert ended.exit_code == 0
        assert isinstance(terminal.file, io.StringIO)
        assert "case 1" in terminal.file.getvalue()
        assert "2 of 2 cases…" in terminal.file.getvalue()
        assert "2 of 2 cases…" not in ended.stdout


class TestKey:
    def test_it_comes_from_the_environment(
        self, run: Run, service: Service, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file.write_text(ACCEPTED)
        monkeypatch.setenv("NNX_JUDGE_KEY", service.key())
        monkeypatch.setenv("NNX_JUDGE_URL", service.url)
        assert run("submit", str(file)).exit_code == 0

    def test_a_wrong_one_is_bad_usage_and_not_repeated(
        self, run: Run, service: Service, file: Path
    ) -> None:
        file.write_text(ACCEPTED)
        service.key()
        ended = run("submit", str(file), "--url", service.url, "--key", "njk_secret")
        assert ended.exit_code == 2
        assert "the key comes from NNX_JUDGE_KEY or --key" in ended.stderr
        assert "njk_secret" not in ended.stdout + ended.stderr

    def test_the_help_does_not_show_it(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("NNX_JUDGE_KEY", "njk_secret")
        ended = run("submit", "--help")
        assert "NNX_JUDGE_KEY" in ended.stdout
        assert "njk_secret" not in ended.stdout


class TestRefusal:
    def test_an_unknown_problem(self, run: Run, service: Service, file: Path) -> None:
        file.write_text(ACCEPTED)
        ended = run("submit", str(file), "--url", service.url, "--problem", "half")
        assert ended.exit_code == 2
        assert "no problem is named half; there are: double" in ended.stderr
        ended = run("submit", str(file), "--url", service.url, "--problem", "doubles")
        assert ended.exit_code == 2
        assert "no problem is named doubles; did you mean double?" in ended.stderr

    def test_a_file_that_is_too_large(self, run: Run, service: Service, file: Path) -> None:
        file.write_text("#" * 2000)
        ended = run("submit", str(file), "--url", service.url)
        assert ended.exit_code == 2
        assert "1 KiB" in ended.stderr

    def test_a_wrong_address(self, run: Run, file: Path) -> None:
        file.write_text(ACCEPTED)
        ended = run("submit", str(file), "--url", "judge.test")
        assert ended.exit_code == 2
        assert "--url" in ended.stderr

    def test_an_address_is_needed(self, run: Run, file: Path) -> None:
        file.write_text(ACCEPTED)
        ended = run("submit", str(file))
        assert ended.exit_code == 2
        assert "--url" in ended.stderr

    def test_nobody_answers(self, run: Run, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("nnx_judge_client._retries.FIRST_PAUSE_S", 0.0)
        file.write_text(ACCEPTED)
        with socket.create_server(("127.0.0.1", 0)) as closed:
            port = closed.getsockname()[1]
        ended = run("submit", str(file), "--url", f"http://127.0.0.1:{port}")
        assert ended.exit_code == 3
        assert f"nothing listens at 127.0.0.1:{port}: check the address" in ended.stderr

    def test_something_else_answers(self, run: Run, service: Service, file: Path) -> None:
        file.write_text(ACCEPTED)
        ended = run("submit", str(file), "--url", f"{service.url}/elsewhere")
        assert ended.exit_code == 3
        assert "does not answer GET /elsewhere/api/v1/problems as a judge does" in ended.stderr

    def test_it_does_not_speak_https(self, run: Run, service: Service, file: Path) -> None:
        file.write_text(ACCEPTED)
        ended = run("submit", str(file), "--url", service.url.replace("http", "https"))
        assert ended.exit_code == 3
        assert "does not speak HTTPS: check the address, and try http://" in ended.stderr
