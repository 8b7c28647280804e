from pathlib import Path

import pytest

from graders.problem.archive import pack
from graders.problem.files import ProblemError, read_package
from graders.problem.folder import (
    ProblemExistsError,
    export_problem,
    import_problem,
    new_problem,
    put_problem,
)
from graders.problem.package import load_problem
from graders.problem.scaffold.skeleton import NewProblem

PACKAGED = Path(__file__).parents[3] / "reference" / "add_layer_warm_start"


@pytest.fixture
def problems(tmp_path: Path) -> Path:
    folder = tmp_path / "problems"
    folder.mkdir()
    return folder


def sent(folder: Path, name: str, files: dict[str, bytes]) -> Path:
    archive = folder / f"{name}.zip"
    archive.write_bytes(pack(name, files))
    return archive


class TestNew:
    def test_it_loads(self, problems: Path) -> None:
        made = new_problem(NewProblem("clip_gradients"), problems)
        assert load_problem(problems / "clip_gradients") == made
        assert made.spec.entry_point.function == "clip_gradients"
        assert made.spec.title == "Clip gradients"
        assert "@" not in "".join(made.statement + made.solution + (made.warm_up or ""))

    @pytest.mark.parametrize("name", ["", "two words", "../out", 'a"b', "class", "1st", "für"])
    def test_names(self, problems: Path, name: str) -> None:
        with pytest.raises(ProblemError, match="is a Python identifier"):
            new_problem(NewProblem(name), problems)
        assert list(problems.iterdir()) == []

    def test_nothing_is_overwritten(self, problems: Path) -> None:
        new_problem(NewProblem("mine"), problems)
        (problems / "mine" / "statement.md").write_text("My own.\n")
        with pytest.raises(ProblemExistsError, match="there is a problem of this name already"):
            new_problem(NewProblem("mine"), problems)
        assert load_problem(problems / "mine").statement == "My own.\n"

    def test_the_folder_of_problems_is_made(self, tmp_path: Path) -> None:
        made = new_problem(NewProblem("mine"), tmp_path / "nowhere" / "yet")
        assert load_problem(tmp_path / "nowhere" / "yet" / "mine") == made


class TestExportAndImport:
    def test_the_revision_survives(self, tmp_path: Path, problems: Path) -> None:
        archive = tmp_path / "sent.zip"
        archive.write_bytes(export_problem(PACKAGED))
        assert import_problem(archive, problems) == load_problem(PACKAGED)
        assert export_problem(problems / PACKAGED.name) == archive.read_bytes()

    def test_the_folder_of_problems_is_made(self, tmp_path: Path) -> None:
        archive = tmp_path / "sent.zip"
        archive.write_bytes(export_problem(PACKAGED))
        taken_in = import_problem(archive, tmp_path / "new")
        assert load_problem(tmp_path / "new" / PACKAGED.name) == taken_in

    def test_clutter_stays_at_home(self, problems: Path) -> None:
        new_problem(NewProblem("mine"), problems)
        before = export_problem(problems / "mine")
        (problems / "mine" / ".notes").write_text("clutter")
        assert export_problem(problems / "mine") == before

    def test_a_wrong_package_is_not_exported(self, problems: Path) -> None:
        new_problem(NewProblem("mine"), problems)
        (problems / "mine" / "statement.md").unlink()
        with pytest.raises(ProblemError, match=r"statement\.md: missing"):
            export_problem(problems / "mine")

    def test_a_wrong_package_is_not_imported(self, tmp_path: Path, problems: Path) -> None:
        files = read_package(PACKAGED)
        del files["solution.py"]
        files["problem.toml"] = files["problem.toml"].replace(b"title", b"titel")
        with pytest.raises(ProblemError) as refused:
            import_problem(sent(tmp_path, PACKAGED.name, files), problems)
        assert f"{PACKAGED.name}/problem.toml: titel: unknown key" in str(refused.value)
        assert list(problems.iterdir()) == []

    def test_a_folder_of_another_name(self, tmp_path: Path, problems: Path) -> None:
        with pytest.raises(ProblemError, match="name: must be the folder's name"):
            import_problem(sent(tmp_path, "other", read_package(PACKAGED)), problems)

    def test_no_archive(self, tmp_path: Path, problems: Path) -> None:
        with pytest.raises(ProblemError, match="No such file or directory"):
            import_problem(tmp_path / "nowhere.zip", problems)


class TestPut:
    @pytest.fixture
    def files(self, problems: Path) -> dict[str, bytes]:
        """Those of a new problem, of which an older revision is in place."""
        new_problem(NewProblem("mine"), problems)
        return read_package(problems / "mine") | {"statement.md": b"Newer.\n"}

    def test_only_what_is_asked_for_is_replaced(
        self, problems: Path, files: dict[str, bytes]
    ) -> None:
        (problems / "mine" / "notes.txt").write_text("older")
        older = load_problem(problems / "mine")
        with pytest.raises(ProblemExistsError):
            put_problem("mine", files, problems)
        assert load_problem(problems / "mine") == older

        newer = put_problem("mine", files, problems, replace=True)

        assert load_problem(problems / "mine") == newer
        assert newer.statement == "Newer.\n"
        assert not (problems / "mine" / "notes.txt").exists()
        assert [path.name for path in problems.iterdir()] == ["mine"]

    def test_replacing_what_is_not_there_puts_it_there(
        self, problems: Path, files: dict[str, bytes]
    ) -> None:
        (problems / "mine").rename(problems.parent / "mine")
        assert put_problem("mine", files, problems, replace=True).statement == "Newer.\n"

    def test_a_wrong_one_replaces_nothing(self, problems: Path, files: dict[str, bytes]) -> None:
        older = load_problem(problems / "mine")
        with pytest.raises(ProblemError, match=r"solution\.py: not UTF-8"):
            put_problem("mine", files | {"solution.py": b"\xff"}, problems, replace=True)
        assert load_problem(problems / "mine") == older

    def test_a_failure_leaves_the_old_one(
        self, problems: Path, files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        older, rename = load_problem(problems / "mine"), Path.rename

        def fail(path: Path, target: Path) -> Path:
            if path.name == "mine" and path.parent != problems:
                raise OSError("no space left")
            return rename(path, target)

        monkeypatch.setattr(Path, "rename", fail)
        with pytest.raises(OSError, match="no space left"):
            put_problem("mine", files, problems, replace=True)
        assert load_problem(problems / "mine") == older
        assert [path.name for path in problems.iterdir()] == ["mine"]
