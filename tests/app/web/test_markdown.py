import pytest

from app.web.markdown import statement_html


class TestStatement:
    def test_its_title_is_left_to_the_page(self) -> None:
        assert statement_html("# Title\n\nText.") == "<p>Text.</p>\n"
        assert statement_html("Text.\n\n# Later") == "<p>Text.</p>\n<h1>Later</h1>\n"

    def test_code_is_highlighted_where_the_language_is_known(self) -> None:
        html = statement_html("```python\nreturn 1 < 2\n```\n\n```klingon\n1 < 2\n```\n")
        assert '<span class="k">return</span>' in html
        assert "1 &lt; 2" in html

    def test_code_whose_patterns_could_take_long_is_not(self) -> None:
        blank = "\n \n" * 3000
        for language in ("python", "c", "matlab"):
            assert "<span" not in statement_html(f"```{language}\n{blank}return\n```\n")

    @pytest.mark.parametrize(
        "markdown",
        [
            "[" * 30_000,
            "> " * 5000 + "a",
            "a" + "**" * 5000,
            "- " * 3000 + "a",
            "$" + "{" * 5000 + "$",
            "$" + r"\frac{" * 2000 + "$",
        ],
        ids=["brackets", "quotes", "stars", "lists", "braces", "fractions"],
    )
    def test_whatever_is_nested_becomes_something(self, markdown: str) -> None:
        assert statement_html(markdown)

    def test_what_becomes_too_long_is_shown_as_it_is_written(self) -> None:
        markdown = f"{'[a]' * 1000}\n\n[a]: /{'b' * 10_000}\n"
        assert statement_html(markdown) == f'<pre tabindex="0">{markdown}</pre>'

    @pytest.mark.parametrize(
        "markdown",
        [
            "<script>alert(1)</script>",
            "[x](javascript:alert(1))",
            "```<script>\nx\n```",
            r"$\text{<script>alert(1)</script>}$",
            r"$$\text{<img src=x onerror=alert(1)>}$$",
            "$</math><script>alert(1)</script>$",
        ],
    )
    def test_nothing_in_it_runs(self, markdown: str) -> None:
        html = statement_html(markdown)
        for sign in ("<script", "<img", "<a "):
            assert sign not in html


class TestFormula:
    def test_it_becomes_mathml(self) -> None:
        html = statement_html(r"So $\frac{a}{b} < c$, for 5\$ or $5.")
        assert '<math display="inline"><mrow><mfrac>' in html
        assert "$5." in html

    def test_a_displayed_one_is_a_block(self) -> None:
        assert '<math display="block">' in statement_html("$$\nx_i\n$$")

    def test_it_links_and_styles_nothing(self) -> None:
        html = statement_html(r"$\href{javascript:alert(1)}{x} \style{color:red}{y}$")
        assert "javascript" not in html
        assert "color" not in html

    def test_what_can_not_be_read_is_shown_as_it_is(self) -> None:
        assert statement_html(r"$\left( x$") == (
            '<p><span class="math inline"><code>\\left( x</code></span></p>\n'
        )
