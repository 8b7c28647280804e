"""The JavaScript client, and TypeScript against the generated types."""

import shutil
import subprocess
from pathlib import Path

from tests.client.generate import JAVASCRIPT, document, npm, write_typescript
from tests.e2e.servers import KeyedServer

_SCRIPT = """
import { Judge } from "./nnx-judge.js";
const [url, key, source] = process.argv.slice(1);
const judge = new Judge(url, key);
const { id } = await judge.submit({ problem: "scale_rows", source, learner: "ada" });
for await (const event of judge.follow(id)) {
  console.log(event.event);
}
console.log((await judge.get(id)).verdict);
"""


def test_the_types_hold() -> None:
    npm("run", "check")


def test_its_own_tests_pass() -> None:
    npm("test")


def test_it_hands_in_and_follows(service: KeyedServer) -> None:
    ended = subprocess.run(
        ["node", "--input-type=module", "-e", _SCRIPT, service.url, service.key, "accepted"],
        cwd=JAVASCRIPT,
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stderr
    told = ended.stdout.split()
    assert told[-2:] == ["verdict", "accepted"]
    assert "case" in told


def test_a_site_in_typescript_compiles(tmp_path: Path) -> None:
    write_typescript(document(), tmp_path / "api.d.ts")
    shutil.copy(Path(__file__).parent / "site.ts", tmp_path)
    options = ["--strict", "--noEmit", "--module", "esnext", "--moduleResolution", "bundler"]
    npm("exec", "--", "tsc", *options, str(tmp_path / "site.ts"))


def test_the_lock_names_no_host() -> None:
    # Some packages name where to fund them; a registry would stand in "resolved".
    assert '"resolved"' not in (JAVASCRIPT / "package-lock.json").read_text()
