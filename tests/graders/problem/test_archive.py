"""Archives are made by anybody: what they hold is checked before any of it is used."""

import io
import stat
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graders.problem.archive import MAX_ARCHIVE_BYTES, pack, unpack
from graders.problem.files import MAX_FILE_BYTES, MAX_FILES, MAX_PACKAGE_BYTES, ProblemError

HERE = Path("sent.zip")
FILES = {"problem.toml": b"name", "submissions/accepted/a.py": b"x = 1\n", "empty.txt": b""}


def entry(name: str, mode: int = stat.S_IFREG | 0o644) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo("x")
    made.filename = name  # Not given to the constructor, which would make it harmless.
    made.external_attr = mode << 16
    return made


def archive(*entries: zipfile.ZipInfo, content: bytes = b"") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made, pytest.MonkeyPatch.context() as patch:
        patch.setattr("warnings.warn", lambda *_, **__: None)  # of names that come twice
        for one in entries:
            made.writestr(one, content)
    return file.getvalue()


def refusal(content: bytes) -> str:
    with pytest.raises(ProblemError) as refused:
        unpack(content, HERE)
    return str(refused.value).removeprefix("sent.zip: ")


def test_round_trip() -> None:
    assert unpack(pack("example", FILES), HERE) == ("example", FILES)


def test_the_same_content_makes_the_same_bytes() -> None:
    turned = dict(reversed(FILES.items()))
    assert pack("example", FILES) == pack("example", turned)


def test_an_archive_of_another_tool() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.mkdir("example")
        made.writestr("example/problem.toml", b"name" * 1000)
        made.writestr("example/.DS_Store", b"clutter")
        made.writestr("example/__pycache__/solution.pyc", b"clutter")
        made.writestr("__MACOSX/example/._problem.toml", b"clutter")
    assert unpack(file.getvalue(), HERE) == ("example", {"problem.toml": b"name" * 1000})


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("/example/a.py", "leads out of the package"),
        ("../a.py", "leads out of the package"),
        ("example/../../a.py", "leads out of the package"),
        ("example\\..\\a.py", "leads out of the package"),
        ("C:/example/a.py", "leads out of the package"),
        ("example/./a.py", "not a plain path"),
        ("example//a.py", "not a plain path"),
        ("//example/a.py", "leads out of the package"),
        ("example/a.py\0.txt", "not a plain path"),
        ("example/a\n.py", "a path has 200 printable characters at most"),
        ("example/" + "a" * 200, "a path has 200 printable characters at most"),
        ("", "not a plain path"),
    ],
)
def test_paths(name: str, reason: str) -> None:
    assert refusal(archive(entry("example/problem.toml"), entry(name))).endswith(reason)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_links_and_special_files(kind: int) -> None:
    sent = archive(entry("example/link", kind | 0o777), content=b"/etc/passwd")
    assert (
        refusal(sent)
        == "'example/link': is a link or a special file; a package holds its own files"
    )


def test_the_same_path_twice() -> None:
    sent = archive(entry("example/a.py"), entry("example/a.py"))
    assert refusal(sent) == "'example/a.py': comes twice"


def test_a_file_that_is_a_folder_too() -> None:
    sent = archive(entry("example/a"), entry("example/a/b.py"))
    assert refusal(sent) == "'example/a': is a file and a folder"


@pytest.mark.parametrize(
    "names",
    [["problem.toml"], ["a/problem.toml", "b/problem.toml"], ["a/b.py", "problem.toml"], []],
)
def test_not_one_folder(names: list[str]) -> None:
    assert refusal(archive(*map(entry, names))).startswith("must hold one folder")


def test_too_many_folders() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for number in range(4 * MAX_FILES + 1):
            made.writestr(entry(f"a/{number}/"), b"")
    assert refusal(file.getvalue()).startswith(f"has {4 * MAX_FILES + 1} entries")


def test_too_many_files() -> None:
    sent = archive(*(entry(f"example/{n}.py") for n in range(MAX_FILES + 1)))
    assert refusal(sent) == "has 501 files; 500 are the most"


def compressed(*sizes: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for number, size in enumerate(sizes):
            made.writestr(f"example/{number}", b"\0" * size)
    return file.getvalue()


@pytest.mark.parametrize(
    "sizes", [[MAX_FILE_BYTES + 1], [MAX_FILE_BYTES] * (MAX_PACKAGE_BYTES // MAX_FILE_BYTES) + [1]]
)
def test_sizes(sizes: list[int]) -> None:
    assert ": too large: a file may have 1048576 bytes" in refusal(compressed(*sizes))


def test_a_bomb_that_says_it_is_small() -> None:
    sent = bytearray(compressed(50 * 2**20))
    size = (50 * 2**20).to_bytes(4, "little")
    while (place := sent.find(size)) >= 0:
        sent[place : place + 4] = (100).to_bytes(4, "little")
    # Nothing beyond what it says is read, so that its checksum is wrong.
    assert refusal(bytes(sent)).startswith("is no sound zip file: Bad CRC-32")


def test_a_whole_archive_that_is_too_large() -> None:
    assert refusal(b"\0" * (MAX_ARCHIVE_BYTES + 1)).startswith("is larger than")


def test_encrypted() -> None:
    sent = bytearray(pack("example", {"problem.toml": b"x"}))
    sent[sent.index(b"PK\1\2") + 8] |= 1
    assert refusal(bytes(sent)).endswith("encrypted, or compressed by another method than deflate")


def test_other_methods_of_compression() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_LZMA) as made:
        made.writestr("example/problem.toml", b"x")
    assert refusal(file.getvalue()).endswith("compressed by another method than deflate")


@pytest.mark.parametrize("content", [b"", b"no zip file", pack("example", FILES)[:-30]])
def test_no_zip_file(content: bytes) -> None:
    assert refusal(content).startswith("is no sound zip file: ")


def test_damaged_content() -> None:
    sent = pack("example", FILES).replace(b"x = 1\n", b"x = 2\n")
    assert refusal(sent).startswith("is no sound zip file: Bad CRC-32")


@given(st.data())
def test_damage_is_refused_or_harmless(data: st.DataObject) -> None:
    sent = bytearray(pack("example", FILES))
    for _ in range(data.draw(st.integers(1, 4))):
        sent[data.draw(st.integers(0, len(sent) - 1))] = data.draw(st.integers(0, 255))
    try:
        _, files = unpack(bytes(sent), HERE)
    except ProblemError:
        return
    for path in files:
        assert not path.startswith("/")
        assert ".." not in path.split("/")
