import subprocess
import sys
from pathlib import Path

import pytest

from app.core.errors import StoreError
from app.database.data_folder import held_folder


class TestHeldFolder:
    def test_what_it_makes_is_private(self, tmp_path: Path) -> None:
        with held_folder(tmp_path / "a" / "b") as database:
            assert (tmp_path / "a" / "b").stat().st_mode & 0o777 == 0o700
            assert database.stat().st_mode & 0o777 == 0o600

    def test_a_database_that_others_could_read_becomes_private(self, tmp_path: Path) -> None:
        (tmp_path / "submissions.db").touch(0o644)
        with held_folder(tmp_path) as database:
            assert database.stat().st_mode & 0o777 == 0o600

    def test_a_second_process_is_refused(self, tmp_path: Path) -> None:
        script = (
            "import sys; from pathlib import Path\n"
            "from app.database.data_folder import held_folder\n"
            "with held_folder(Path(sys.argv[1])): pass"
        )
        with held_folder(tmp_path):
            second = subprocess.run(
                [sys.executable, "-c", script, tmp_path], capture_output=True, text=True
            )
        assert second.returncode == 1
        assert "another nnx-judge uses this data folder" in second.stderr

    def test_it_is_free_again_afterwards(self, tmp_path: Path) -> None:
        for _ in range(2):
            with held_folder(tmp_path):
                pass

    def test_a_file_is_no_folder(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(StoreError, match="can't be used as data folder"):
            held_folder(tmp_path / "file").__enter__()
