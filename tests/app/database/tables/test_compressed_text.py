import pytest
from sqlalchemy import select, type_coerce
from sqlalchemy.types import NullType

from app.core.errors import StoreError
from app.database.database import Database
from app.database.tables.compressed_text import (
    DICTIONARIES,
    compress,
    decompress,
    is_compressed,
    zstd,
)
from app.database.tables.submissions import submissions
from app.submissions.repository import SubmissionStore
from app.submissions.schemas import FinishedSubmission
from tests.app.stored import AMPLE, claim_next, new, verdict

pytestmark = pytest.mark.anyio

DICTIONARY = zstd.ZstdDict((DICTIONARIES / "1").read_bytes())
LONG = "def double(x):\n    return 2 * x\n" * 40


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.mark.parametrize(
    "text", ["", "x", "ä€𝄞", "(", "\0", LONG, LONG + "é", verdict(LONG).model_dump_json()]
)
def test_a_text_comes_back_as_it_was(text: str) -> None:
    assert decompress(compress(text)) == text


def test_what_repeats_takes_less() -> None:
    stored = compress(LONG)
    assert is_compressed(stored)
    assert len(stored) < len(LONG) / 10


def test_nothing_takes_more() -> None:
    for text in ("", "x", "(", "7f3a91"):
        assert len(compress(text)) <= len(text.encode())


def test_the_plain_text_of_an_earlier_version_is_read() -> None:
    assert decompress(LONG.encode()) == LONG


def test_what_was_stored_with_a_dictionary_is_read_for_ever() -> None:
    stored = bytes.fromhex("28b52ffd21016275000018302e30023c4f305d90373b4c20")
    assert decompress(stored) == (
        '"comparison":{"kind":"equal","path":"","max_abs_error":0.0,"max_rel_error":0.0,'
        '"max_ulp_error":0.0'
    )


def frame(content: bytes) -> bytes:
    return zstd.compress(content, zstd_dict=DICTIONARY)


class TestDamaged:
    @pytest.mark.parametrize(
        "stored",
        [
            pytest.param(compress(LONG)[:-3], id="cut"),
            pytest.param(compress(LONG)[:6], id="without content"),
            pytest.param(compress(LONG) + b"more", id="followed by something"),
            pytest.param(compress(LONG) * 2, id="twice"),
            pytest.param(compress(LONG)[:4], id="nothing but the mark"),
            pytest.param(b"\xff\xfe", id="no text"),
            pytest.param(frame(b"\xff\xfe" * 100), id="no text within"),
            pytest.param(frame(bytes(17 * 2**20)), id="longer than anything stored"),
        ],
    )
    def test_it_is_refused(self, stored: bytes) -> None:
        with pytest.raises(StoreError, match="damaged"):
            decompress(stored)

    def test_a_dictionary_of_a_newer_version_is_told(self) -> None:
        stored = bytearray(frame(LONG.encode()))
        # The number of its dictionary, in one byte.
        stored[5] = 250
        with pytest.raises(StoreError, match="install a newer nnx-judge"):
            decompress(bytes(stored))


class TestStored:
    async def test_a_submission_and_its_verdict_are_compressed(self, database: Database) -> None:
        store = SubmissionStore(database)
        added = new("00", source=LONG)
        await store.add([added], AMPLE)
        claimed = await claim_next(store, "worker")
        assert claimed is not None
        assert claimed.source == LONG
        await store.finish(claimed, verdict("It is so. " * 100))
        as_stored = [
            type_coerce(each, NullType()) for each in (submissions.c.source, submissions.c.verdict)
        ]
        async with database.read() as connection:
            [row] = (await connection.execute(select(*as_stored))).all()
        assert all(is_compressed(each) for each in row)
        read = await store.get("00")
        assert isinstance(read, FinishedSubmission)
        assert read.message == "It is so. " * 100
        assert await store.source("00") == LONG
