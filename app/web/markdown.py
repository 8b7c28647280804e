"""A problem's statement as HTML that is safe to show, even from an untrusted author."""

from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree

from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup
from mdit_py_plugins.dollarmath import dollarmath_plugin
from pygments import highlight  # type: ignore[import-untyped]
from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]
from pygments.lexers import (  # type: ignore[import-untyped]
    BashLexer,
    DiffLexer,
    JsonLexer,
    PythonConsoleLexer,
    PythonLexer,
    TOMLLexer,
)

_MATHML = "http://www.w3.org/1998/Math/MathML"
# The converter's output, limited to the elements and attributes of MathML Core.
_ELEMENTS = frozenset(
    """
    math mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt
    mstyle msub msubsup msup mtable mtd mtext mtr munder munderover
    """.split()  # noqa: SIM905 - reads better
)
_ATTRIBUTES = frozenset(
    """
    accent accentunder columnalign columnlines columnspan depth display displaystyle fence height
    largeop linethickness lspace mathvariant maxsize minsize movablelimits rowlines rowspacing
    rspace scriptlevel separator stretchy symmetric voffset width
    """.split()  # noqa: SIM905 - reads better
)
_code = HtmlFormatter(nowrap=True)
# The languages that problems show. Most other lexers backtrack: some take ten seconds for 12 kB.
_LEXERS = {
    name: lexer
    for lexer, names in (
        (PythonLexer(), ("python", "py", "python3")),
        (PythonConsoleLexer(), ("pycon",)),
        (BashLexer(), ("bash", "sh")),
        (JsonLexer(), ("json",)),
        (TOMLLexer(), ("toml",)),
        (DiffLexer(), ("diff",)),
    )
    for name in names
}
# Python's lexer takes quadratic time on a run of blank lines.
_MAX_HIGHLIGHTED = 8000
_MAX_HTML = 2**20


def statement_html(markdown: str) -> Markup:
    """Render the statement, without its first heading if that is its title: the page has one.

    Raw HTML is shown as text. Formulas between dollar signs become MathML. A statement that is
    nested too deeply, or becomes too long, is shown as plain text. Rendering may take long:
    `app.web.statements` limits it.
    """
    try:
        html = _statement_html(markdown)
    except RecursionError:
        return plain_html(markdown)
    # A long URL that many links reference is repeated in each of them.
    return html if len(html) <= _MAX_HTML else plain_html(markdown)


def plain_html(markdown: str) -> Markup:
    """Return the statement as plain text."""
    return Markup('<pre tabindex="0">{}</pre>').format(markdown)


def _statement_html(markdown: str) -> Markup:
    tokens = _markdown.parse(markdown)
    if tokens and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
        tokens = tokens[3:]
    # The page's own top heading shows the title.
    return Markup(_markdown.renderer.render(tokens, _markdown.options, {}))  # noqa: S704


def _highlighted(code: str, language: str) -> str:
    lexer = _LEXERS.get(language.lower()) if len(code) <= _MAX_HIGHLIGHTED else None
    return escapeHtml(code) if lexer is None else highlight(code, lexer, _code)


def _formula(latex: str, options: dict[str, Any]) -> str:
    display = "block" if options["display_mode"] else "inline"
    try:
        math = ElementTree.fromstring(convert(latex, display=display))  # noqa: S314 - has no DTD
    # The converter has no specific error for input that it can't parse.
    except Exception:  # noqa: BLE001
        return f"<code>{escapeHtml(latex)}</code>"
    for element in math.iter():
        if element.tag.removeprefix(f"{{{_MATHML}}}") not in _ELEMENTS:
            return f"<code>{escapeHtml(latex)}</code>"
        for name in element.attrib.keys() - _ATTRIBUTES:
            del element.attrib[name]
        element.tag = element.tag.removeprefix(f"{{{_MATHML}}}")
    return ElementTree.tostring(math, encoding="unicode")


class _Renderer(RendererHTML):
    """Its methods are markdown-it's rules. Scrollable elements are reachable by keyboard."""

    def fence(
        self,
        tokens: Sequence[Token],
        idx: int,
        options: OptionsDict,  # noqa: ARG002
        env: EnvType,  # noqa: ARG002
    ) -> str:
        language, *_ = [*tokens[idx].info.split(), ""]
        return (
            f'<pre tabindex="0"><code>{_highlighted(tokens[idx].content, language)}</code></pre>\n'
        )

    def table_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        table = self.renderToken(tokens, idx, options, env)
        return f'<div class="scroll" tabindex="0" role="group" aria-label="Table">{table}'

    def table_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return self.renderToken(tokens, idx, options, env) + "</div>"


_markdown = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer).enable("table")
_markdown.use(dollarmath_plugin, allow_digits=False, double_inline=True, renderer=_formula)
