import pytest
from pydantic import ValidationError

from app.settings import Settings


class TestRateLimit:
    @pytest.mark.parametrize(
        ("text", "amount", "window_s"),
        [("600/minute", 600, 60), ("10 per second", 10, 1), ("100/2 hour", 100, 7200)],
    )
    def test_it_is_so_many_in_a_time(self, text: str, amount: int, window_s: int) -> None:
        rate = Settings(rate_limit=text).rate
        assert (rate.amount, rate.get_expiry()) == (amount, window_s)

    @pytest.mark.parametrize("text", ["", "many", "600", "1/second;5/minute", "0/minute"])
    def test_what_is_no_rate_is_refused(self, text: str) -> None:
        with pytest.raises(ValidationError, match="must"):
            Settings(rate_limit=text)
