"""Judging from a notebook: in IPython's own shell, against a service on a socket."""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from nnx_judge_client import CancelledSubmission
from nnx_judge_client.notebook import Checked, CheckError, check
from tests.client import notebook_module
from tests.client.test_client import CANCELLED
from tests.e2e.servers import KeyedServer

IMPORTS = "import numpy as np\nfrom math import pi, tau\n"
HELPER = "def scaled(x, factor):\n    return ONE * x * factor\n"
DEFINITION = """\
def scale_rows(x, factor):
    # Twice the factor is too much.
    return scaled(np.asarray(x), factor)
"""
CHECK = "from nnx_judge_client.notebook import check\ncheck(scale_rows)"


class Notebook:
    """IPython's shell, which keeps what its cells were."""

    def __init__(self, shell: Any) -> None:
        self.shell = shell

    def run(self, *cells: str) -> Any:
        """What the last of these cells has as its value."""
        for cell in cells:
            ended = self.shell.run_cell(cell, store_history=True)
            ended.raise_error()
        return ended.result

    def sent(self, *cells: str) -> str:
        """The file that the last cell sent."""
        # The value of a magic that runs a cell itself is shown, and not in what running it gives.
        checked = self.run(*cells) or self.shell.user_ns["_"]
        assert isinstance(checked, Checked)
        assert checked.accepted
        return checked.source


@pytest.fixture
def notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Notebook]:
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    # The shell puts its own in their places.
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    config = Config({"HistoryManager": {"enabled": False}})
    yield Notebook(InteractiveShell.instance(config=config))
    InteractiveShell.clear_instance()


@pytest.fixture(autouse=True)
def environment(service: KeyedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NNX_JUDGE_URL", service.url)
    monkeypatch.setenv("NNX_JUDGE_KEY", service.token("ada"))


class TestWhatIsSent:
    def test_the_newest_definition_with_what_it_uses(self, notebook: Notebook) -> None:
        sent = notebook.sent(
            IMPORTS,
            "ONE = 2.0\nunused = pi",
            HELPER,
            DEFINITION.replace("Twice", "Half"),
            "%time ONE = 1.0",
            f"%%time\nshown = tau\n{DEFINITION}",
            CHECK,
        )
        assert sent == f"import numpy as np\n{HELPER}ONE = 1.0\n{DEFINITION}"

    def test_a_name_is_what_it_was_when_it_was_used(self, notebook: Notebook) -> None:
        wrapped = (
            "import functools",
            "def scale_rows(x, factor):\n    return x * factor\n",
            "scale_rows = functools.cache(scale_rows)",
        )
        assert notebook.sent(*wrapped, CHECK) == (
            "import functools\ndef scale_rows(x, factor):\n    return x * factor\n"
            "scale_rows = functools.cache(scale_rows)\n"
        )

    def test_a_class_with_what_its_parts_use(self, notebook: Notebook) -> None:
        scaler = """\
@dataclass
class scale_rows:
    x: object = START
    def __call__(self):
        return LATER
"""
        cells = ("from dataclasses import *", "START = 1", scaler, "LATER = START + 1", CHECK)
        assert (
            notebook.sent(*cells)
            == f"from dataclasses import *\nSTART = 1\n{scaler}LATER = START + 1\n"
        )

    def test_from_a_file_all_that_it_uses_there(self, notebook: Notebook) -> None:
        cells = ("from tests.client.notebook_module import scale_rows", CHECK)
        source = Path(notebook_module.__file__).read_text()
        assert notebook.sent(*cells) == source.partition("\n\n")[2].replace("\n\n\n", "\n")

    def test_a_whole_cell(self, notebook: Notebook) -> None:
        notebook.run("%load_ext nnx_judge_client.notebook", IMPORTS, "ONE = 1.0", HELPER)
        own = f"{DEFINITION}assert scale_rows(1, 2) == 2\n"
        sent = notebook.sent(f"%%check scale_rows\n%who\n{own}")
        assert sent == f"import numpy as np\nONE = 1.0\n{HELPER}{own}"
        # It was run, and is there for other cells.
        assert notebook.sent(CHECK).endswith(DEFINITION)

    def test_a_cell_that_fails_is_not_sent(
        self, notebook: Notebook, capsys: pytest.CaptureFixture[str]
    ) -> None:
        notebook.run("%load_ext nnx_judge_client.notebook")
        assert notebook.run("%%check\nscale_rows = 1 / 0") is None
        assert "ZeroDivisionError" in capsys.readouterr().out


class TestWhereTo:
    def test_in_a_running_event_loop(self, notebook: Notebook) -> None:
        async def cell() -> str:
            return notebook.sent(CHECK)

        notebook.run("def scale_rows(x, factor): return x * factor")
        assert "return x" in asyncio.run(cell())

    def test_the_service_and_the_key_may_be_given(
        self, service: KeyedServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("NNX_JUDGE_URL")
        monkeypatch.delenv("NNX_JUDGE_KEY")
        with pytest.raises(CheckError, match="NNX_JUDGE_URL"):
            check(notebook_module.scale_rows)
        with pytest.raises(CheckError, match="NNX_JUDGE_KEY"):
            check(notebook_module.scale_rows, url=service.url)
        assert check(notebook_module.scale_rows, url=service.url, key=service.key).accepted

    def test_colab_keeps_them_as_secrets(
        self, service: KeyedServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class SecretNotFoundError(Exception): ...

        class NotebookAccessError(Exception): ...

        def get(name: str) -> str:
            if name in hidden:
                raise NotebookAccessError
            return {"NNX_JUDGE_URL": service.url, "NNX_JUDGE_KEY": service.key}[name]

        hidden = {"NNX_JUDGE_KEY"}
        secrets: Any = ModuleType("google.colab.userdata")
        secrets.SecretNotFoundError = SecretNotFoundError
        secrets.NotebookAccessError = NotebookAccessError
        secrets.get = get
        monkeypatch.delenv("NNX_JUDGE_URL")
        monkeypatch.delenv("NNX_JUDGE_KEY")
        for name in ("google", "google.colab"):
            monkeypatch.setitem(sys.modules, name, ModuleType(name))
        monkeypatch.setitem(sys.modules, "google.colab.userdata", secrets)
        with pytest.raises(CheckError, match="let this notebook read the secret NNX_JUDGE_KEY"):
            check(notebook_module.scale_rows)
        hidden.clear()
        assert check(notebook_module.scale_rows).accepted


class TestNoVerdict:
    @pytest.mark.parametrize(
        ("cell", "reason"),
        [
            ("check(scale_row)", "No problem asks for `scale_row`.*There are: scale_rows"),
            ("check(scale_row, 'scale_row')", "no problem scale_row. Did you mean scale_rows?"),
            ("check(scale_row, 'other')", "no problem other. There are: scale_rows"),
            ("check(1.5)", "takes a function or a class"),
            ("check(len)", "takes a function or a class"),
            ("check(lambda x: x)", "by the name"),
            ("check(scale_row, url='judge')", "must look like https://HOST"),
            ("check(scale_row, key='njk_wrong')", "To be let in, give check a key="),
        ],
    )
    def test_the_reason_is_told(self, notebook: Notebook, cell: str, reason: str) -> None:
        notebook.run(CHECK.partition("\n")[0], "def scale_row(x): return x")
        with pytest.raises(CheckError, match=reason):
            notebook.run(cell)

    def test_without_a_traceback(
        self, notebook: Notebook, capsys: pytest.CaptureFixture[str]
    ) -> None:
        notebook.shell.run_cell("from nnx_judge_client.notebook import check\ncheck(1)")
        assert capsys.readouterr().out.strip().startswith("No verdict: check takes")


class TestProgress:
    def test_a_kernel_shows_it_while_it_waits(
        self, notebook: Notebook, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shown: list[str] = []

        def publish(data: dict[str, str], *_: object, **__: object) -> None:
            shown.append(data["text/html"])

        monkeypatch.setattr(notebook.shell, "kernel", object(), raising=False)
        monkeypatch.setattr(notebook.shell.display_pub, "publish", publish)
        notebook.sent("def scale_rows(x, factor): return x", CHECK)
        assert "Sending…" in shown[0]
        assert any("1 of 1 cases…" in each for each in shown)
        assert shown[-1] == '<span role="status"></span>'


def test_a_cancelled_one() -> None:
    checked = Checked(CancelledSubmission.model_validate(CANCELLED), "x = 1")
    assert (repr(checked), checked.accepted) == ("Cancelled.", False)
    assert "Cancelled." in checked._repr_html_()
