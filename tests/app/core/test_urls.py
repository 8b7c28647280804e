import pytest
from pydantic import TypeAdapter, ValidationError

from app.core.urls import SafeUrl, is_loopback


class TestIsLoopback:
    @pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.1.2.3", "::1"])
    def test_only_this_machine(self, host: str) -> None:
        assert is_loopback(host)

    @pytest.mark.parametrize("host", ["", "0.0.0.0", "::", "192.0.2.1", "judge.test", "127.0.0.1."])
    def test_others_too(self, host: str) -> None:
        assert not is_loopback(host)


class TestSafeUrl:
    @pytest.mark.parametrize(
        "url", ["https://provider.example/a?b=c", "http://localhost:81/", "http://[::1]/"]
    )
    def test_it_is_encrypted_or_of_this_machine(self, url: str) -> None:
        assert TypeAdapter(SafeUrl).validate_python(url) == url

    @pytest.mark.parametrize(
        "url",
        [
            "http://provider.example/",
            "https://ada:secret@provider.example/",
            "ftp://localhost/",
            "",
        ],
    )
    def test_others_are_refused(self, url: str) -> None:
        with pytest.raises(ValidationError):
            TypeAdapter(SafeUrl).validate_python(url)
