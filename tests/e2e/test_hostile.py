from playwright.sync_api import expect

from tests.e2e.browser import verdict, write
from tests.e2e.conftest import Visiting

PROBLEM = "/problems/scale_rows"
HTML = "<img src=x onerror=alert(1)><script>alert(2)</script></pre><h1>owned"


def test_what_a_submission_prints_and_raises_stays_text(judging: str, visiting: Visiting) -> None:
    page = visiting(judging).open(PROBLEM)
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    write(
        page,
        f"def scale_rows(x, factor):\n    print({HTML!r}, '\\x1b[31mred\\x07\\u202eright')\n"
        f"    raise type('<b>Bold\\u202e', (Exception,), {{}})({HTML!r} + '\\x07\\u202e')\n",
    )
    page.get_by_role("button", name="Submit").click()
    assert verdict(page) == "Runtime error"
    printed = page.locator(".cases .printed").first
    expect(printed).to_contain_text(HTML)
    expect(printed).to_contain_text("red")
    assert not set("\x1b\x07\u202e") & set(page.locator("body").inner_text())
    expect(page.locator(".results").locator("img, script, h1, b")).to_have_count(0)
    assert dialogs == []


def test_endless_output_leaves_the_page_usable(judging: str, visiting: Visiting) -> None:
    page = visiting(judging).open(PROBLEM)
    write(page, "def scale_rows(x, factor):\n    while True:\n        print('spam ' * 200)\n")
    page.get_by_role("button", name="Submit").click()
    assert verdict(page) == "Output limit exceeded"
    printed = page.locator(".cases .printed").first
    box = printed.bounding_box()
    assert box is not None
    assert box["height"] < 300
    page.get_by_role("button", name="Run the samples").click()
    expect(page.locator(".status")).to_contain_text("of 1 cases")
