"""HTML of which every part is escaped: what judges say quotes what learners wrote."""

import html
import re

from nnx_judge_client.notebook._words import visible


class Html(str):
    """What needs no more escaping."""

    __slots__ = ()


def h(tag: str, *content: str, **attributes: str | bool) -> Html:
    """An element. Texts are escaped, elements are not; an attribute that is True has no value.

    Attributes are named as in Python: `class_`, `aria_label`.
    """
    given = "".join(
        f" {name}" if value is True else f' {name}="{html.escape(visible(value))}"'
        for name, value in ((_attribute(name), value) for name, value in attributes.items())
        if value is not False
    )
    return Html(f"<{tag}{given}>{joined(*content)}</{tag}>")


def joined(*content: str) -> Html:
    """One piece of several: texts are escaped, elements are not."""
    return Html(
        "".join(each if isinstance(each, Html) else html.escape(visible(each)) for each in content)
    )


def prose(text: str) -> Html:
    """A sentence, with what stands between backquotes as code."""
    parts = re.split(r"`([^`]+)`", text)
    return joined(*(h("code", part) if at % 2 else part for at, part in enumerate(parts)))


def _attribute(name: str) -> str:
    return name.rstrip("_").replace("_", "-")
