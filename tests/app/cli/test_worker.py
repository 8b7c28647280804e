from tests.app.cli.conftest import Run


def test_without_a_shared_database_it_does_not_start(run: Run) -> None:
    ended = run("worker")
    assert ended.exit_code == 2
    assert "NNX_JUDGE_DATABASE_URL" in ended.stderr
