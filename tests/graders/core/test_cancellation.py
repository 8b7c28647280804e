import pytest

from graders.core.cancellation import CancellationToken, GradingCancelledError


def test_a_request_ends_all_that_is_under_way() -> None:
    stop, ended = CancellationToken(), []
    with (
        pytest.raises(GradingCancelledError),
        stop.ending(lambda: ended.append("one")),
        stop.ending(lambda: ended.append("two")),
    ):
        stop.request()
    assert ended == ["one", "two"]


def test_what_is_over_is_not_ended() -> None:
    stop, ended = CancellationToken(), []
    with stop.ending(lambda: ended.append("over")):
        pass
    with pytest.raises(GradingCancelledError), stop.ending(lambda: ended.append("lasting")):
        stop.request()
    assert ended == ["lasting"]
