import re

import pytest

from app.auth.api_key import key_hash, new_key


class TestNewKey:
    def test_scanners_find_it_by_its_form(self) -> None:
        assert re.fullmatch(r"njk_[0-9A-Za-z]{49}", new_key())

    def test_each_is_another(self) -> None:
        assert len({new_key() for _ in range(100)}) == 100


class TestKeyHash:
    def test_what_earlier_versions_stored_still_fits(self) -> None:
        # Checksum and hash as Python's zlib.crc32 and hashlib.sha256 gave them outside of the code.
        key = "njk_" + "0" * 42 + "1" + "0HNUPx"
        digest = "8ccfd29754d93f817eda3ece385c1958d05e38361ac215e341378a937c847a70"
        assert key_hash(key) == digest

    def test_every_new_key_has_one(self) -> None:
        keys = [new_key() for _ in range(100)]
        assert len({key_hash(key) for key in keys} - {None}) == 100

    @pytest.mark.parametrize("place", [4, 20, -1])
    def test_a_mistyped_key_has_none(self, place: int) -> None:
        key = list(new_key())
        key[place] = "a" if key[place] != "a" else "b"
        assert key_hash("".join(key)) is None

    @pytest.mark.parametrize("text", ["", "njk_", "secret", "é", " {key}", "{key}\n"])
    def test_another_text_has_none(self, text: str) -> None:
        assert key_hash(text.format(key=new_key())) is None
