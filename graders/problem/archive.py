"""Problem packages as zip files, for export and import.

The archive holds one folder, named like the problem. An imported archive is untrusted: nothing of
it is written before all of it is checked.
"""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from graders.problem.files import (
    MAX_FILE_BYTES,
    MAX_FILES,
    MAX_PACKAGE_BYTES,
    ProblemError,
    is_clutter,
)

# A package without compression, plus the format's overhead for each file.
MAX_ARCHIVE_BYTES = MAX_PACKAGE_BYTES + MAX_FILES * 2**10

# The earliest date a zip file can have. It is always the same, so a package always has equal bytes.
_DATE = (1980, 1, 1, 0, 0, 0)
_MODE = stat.S_IFREG | 0o644
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_MAX_NAME = 200
# Including folders, and files that are left out.
_MAX_ENTRIES = 4 * MAX_FILES
# What `zipfile` raises for bytes that are not a valid archive.
_UNSOUND = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError),
    *(NotImplementedError, RuntimeError, ValueError, OverflowError),
)
# What macOS adds next to the folder.
_FORKS = "__MACOSX"


def pack(name: str, files: Mapping[str, bytes]) -> bytes:
    """The archive of a package: the same bytes for the same content, on every machine."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        for path in sorted(files):
            entry = zipfile.ZipInfo(f"{name}/{path}", _DATE)
            entry.create_system = 3  # Unix, so external_attr holds a mode
            entry.external_attr = _MODE << 16
            # Stored: the bytes that deflate makes differ between versions of zlib.
            made.writestr(entry, files[path], zipfile.ZIP_STORED)
    return archive.getvalue()


def unpack(content: bytes, archive: Path) -> tuple[str, dict[str, bytes]]:
    """The name of the folder in an archive, and the files in it by path.

    Args:
        content: the bytes of the archive.
        archive: its name for messages.

    Raises:
        ProblemError: it is not a zip file, or holds more than a package's files; the message names
            the entry and the reason. Size limits apply to the actual content, whatever the archive
            claims.
    """
    if len(content) > MAX_ARCHIVE_BYTES:
        raise ProblemError(f"{archive}: is larger than {MAX_ARCHIVE_BYTES} bytes")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            return _one_folder(_read(opened, archive), archive)
    except _UNSOUND as error:
        raise ProblemError(f"{archive}: is no sound zip file: {error}") from None


def _read(opened: zipfile.ZipFile, archive: Path) -> dict[PurePosixPath, bytes]:
    if (count := len(opened.infolist())) > _MAX_ENTRIES:
        raise ProblemError(f"{archive}: has {count} entries; {_MAX_ENTRIES} are the most")
    entries = [entry for entry in opened.infolist() if not _is_left_out(entry, archive)]
    if len(entries) > MAX_FILES:
        raise ProblemError(f"{archive}: has {len(entries)} files; {MAX_FILES} are the most")
    files: dict[PurePosixPath, bytes] = {}
    room = MAX_PACKAGE_BYTES
    for entry in entries:
        path = PurePosixPath(entry.filename)
        if path in files:
            raise ProblemError(f"{archive}: {entry.filename!r}: comes twice")
        most = min(room, MAX_FILE_BYTES)
        with opened.open(entry) as file:
            # The stated size need not be the actual one.
            content = b"" if entry.file_size > most else file.read(most + 1)
        if max(len(content), entry.file_size) > most:
            raise ProblemError(
                f"{archive}: {entry.filename!r}: too large: a file may have {MAX_FILE_BYTES} bytes "
                f"and all together {MAX_PACKAGE_BYTES}"
            )
        room -= len(content)
        files[path] = content
    folders = {folder for path in files for folder in path.parents}
    if both := sorted(str(path) for path in folders.intersection(files)):
        raise ProblemError(f"{archive}: {both[0]!r}: is a file and a folder")
    return files


def _is_left_out(entry: zipfile.ZipInfo, archive: Path) -> bool:
    """Whether an entry is no file of the package. Raises ProblemError if it could do harm."""
    name = entry.orig_filename
    path = PurePosixPath(name)

    def refused(reason: str) -> ProblemError:
        return ProblemError(f"{archive}: {name[:_MAX_NAME]!r}: {reason}")

    # Python cuts names at a NUL, and PurePosixPath drops empty parts and single dots.
    if entry.filename != name or path.as_posix() != name.removesuffix("/"):
        raise refused("not a plain path")
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name:
        raise refused("leads out of the package")
    if len(name) > _MAX_NAME or not name.isprintable():
        raise refused(f"a path has {_MAX_NAME} printable characters at most")
    if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise refused("is a link or a special file; a package holds its own files")
    if entry.flag_bits & _ENCRYPTED or entry.compress_type not in _METHODS:
        raise refused("encrypted, or compressed by another method than deflate")
    return entry.is_dir() or is_clutter(path) or path.parts[0] == _FORKS


def _one_folder(
    files: Mapping[PurePosixPath, bytes], archive: Path
) -> tuple[str, dict[str, bytes]]:
    folders = {path.parts[0] for path in files}
    if len(folders) != 1 or any(len(path.parts) == 1 for path in files):
        raise ProblemError(f"{archive}: must hold one folder, named like the problem, and no more")
    [folder] = folders
    return folder, {path.relative_to(folder).as_posix(): files[path] for path in files}
