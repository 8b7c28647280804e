"""Whatever stands in a problem.toml, a change of one entry leaves the rest as it is written."""

import json
import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graders.problem.editing import with_entry, without_entry

COMMENT = st.sampled_from(["# [[cases]]", '# why "it" is here', "# [limits]", "#"])
VALUE = st.sampled_from(
    [
        "1",
        "true",
        '"# no comment [[cases]]"',
        "'[limits]'",
        '"""\n[[cases]]\n# text\n"""',
        '"""quoted """"',
        "'''\n[cases]\n'''",
        "[\n  [1.0, 2.0],  # a row\n  [3.0, 4.0],\n]",
        '{ a = [1, 2], b = "}" }',
    ]
)


@st.composite
def block(draw: st.DrawFn, header: str, name: str) -> tuple[str, str]:
    """The comments on an entry with the blank line before them, and the entry."""
    lead = "\n" + "".join(f"{each}\n" for each in draw(st.lists(COMMENT, max_size=2)))
    lead += "\n" if lead.count("\n") > 1 and draw(st.booleans()) else ""
    lines = [header, f'name = "{name}"']
    for number, value in enumerate(draw(st.lists(VALUE, max_size=3))):
        if draw(st.booleans()):
            lines.append(draw(COMMENT))
        lines.append(
            f"key{number} = {value}" + (f"  {draw(COMMENT)}" if draw(st.booleans()) else "")
        )
    if header == "[[cases]]" and draw(st.booleans()):
        lines += ["[cases.arguments]  # as a table", "x = 1", "# after it"]
    return lead, "\n".join(lines) + "\n"


@st.composite
def document(draw: st.DrawFn) -> list[tuple[str, str]]:
    headers = draw(st.lists(st.sampled_from(["[[cases]]", "[[generators]]"]), max_size=4))
    headers.insert(draw(st.integers(0, len(headers))), "[[cases]]")
    blocks = [("", '# the file\n\nname = "f"  # its name\n')]
    # All of a kind stand together, as tomlkit demands.
    for number, header in enumerate(sorted(headers)):
        blocks.append(draw(block(header, f"entry {number}")))
    if draw(st.booleans()):
        blocks.append(draw(block("[limits]", "limits")))
    return blocks


def written(blocks: list[tuple[str, str]]) -> bytes:
    return "".join(lead + content for lead, content in blocks).encode()


def cases_of(blocks: list[tuple[str, str]]) -> list[int]:
    return [place for place, (_, content) in enumerate(blocks) if content.startswith("[[cases]]")]


@given(document(), st.data())
@settings(max_examples=150, deadline=None)
def test_removing_a_case_takes_its_comments_and_nothing_else(
    blocks: list[tuple[str, str]], data: st.DataObject
) -> None:
    place = data.draw(st.sampled_from(cases_of(blocks)))
    files = {"problem.toml": written(blocks)}
    name = tomllib.loads(blocks[place][1])["cases"][0]["name"]
    after = without_entry(files, "cases", name)["problem.toml"]
    expected = blocks[:place] + blocks[place + 1 :]
    # How many blank lines stand between them does not matter.
    assert [line for line in after.decode().splitlines() if line] == [
        line for line in written(expected).decode().splitlines() if line
    ]


@given(document(), st.data())
@settings(max_examples=150, deadline=None)
def test_changing_a_case_leaves_all_else_as_it_is(
    blocks: list[tuple[str, str]], data: st.DataObject
) -> None:
    place = data.draw(st.sampled_from(cases_of(blocks)))
    files = {"problem.toml": written(blocks)}
    old: dict[str, Any] = tomllib.loads(blocks[place][1])["cases"][0]
    keys = data.draw(st.sets(st.sampled_from(sorted(old))))
    entry = {key: value for key, value in old.items() if key == "name" or key not in keys}
    entry |= data.draw(
        st.sampled_from([{}, {"weight": 2}, {"tolerance": {"comparator": "ulp"}, "weight": 1.5}])
    )
    after = with_entry(files, "cases", entry, old["name"])["problem.toml"].decode()
    before, behind = written(blocks[:place]).decode(), written(blocks[place + 1 :]).decode()
    assert after.startswith(before + blocks[place][0])
    assert after.endswith(behind)
    changed = after[len(before) : len(after) - len(behind)]
    assert json.dumps(tomllib.loads(changed)["cases"][0], sort_keys=True) == json.dumps(
        entry, sort_keys=True
    )


@pytest.mark.parametrize("ending", ["", "\n", "\n\n# the end\n"])
def test_adding_one_leaves_all_that_is_there(ending: str) -> None:
    text = '# the file\nname = "f"\n\n# the first\n[[cases]]\nname = "first"  # one' + ending
    entry = {"name": "second", "arguments": {"x": 1}}
    after = with_entry({"problem.toml": text.encode()}, "cases", entry)["problem.toml"].decode()
    assert after.startswith(text.rstrip())
    assert tomllib.loads(after)["cases"] == [{"name": "first"}, entry]
