"""A browser, and what must not happen in it."""

import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Request,
    ViewportSize,
    expect,
    sync_playwright,
)

AXE = Path(__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js"
# Only a failing test waits for so long.
PATIENCE_MS = 30_000
# As root it has no sandbox of its own; the others keep it from calling home.
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A page that a test answers for has no address, and may then not frame what is on loopback.
    "--disable-features=LocalNetworkAccessChecks",
]
# An input event would have Chromium itself write styled HTML into the editor.
_PASTE = """(element, text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const event = { clipboardData: data, bubbles: true, cancelable: true };
  element.dispatchEvent(new ClipboardEvent("paste", event));
}"""
_AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_ALL = {"type": "tag", "values": _AXE_TAGS}
# A theme changes colours only, and a small screen where things stand.
_COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
_PLACES = {
    "type": "rule",
    "values": ["target-size", "scrollable-region-focusable", "label", "link-name", "button-name"],
}
# How large a plot's letters are, against those around it that have the same size.
_PLOT_SCALES = """() => [...document.querySelectorAll("svg.plot")]
  .filter((plot) => plot.checkVisibility())
  .map((plot) => plot.getScreenCTM().a)"""
PHONE: ViewportSize = {"width": 360, "height": 740}


@contextmanager
def chromium() -> Iterator[Browser]:
    # The same engine without a browser's own windows takes a third of the processor time.
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if path is None:
        pytest.fail("Chromium is missing: apt-get install chromium-headless-shell")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        yield browser
        browser.close()


class Visit:
    """Pages of one visitor. `faults` is what went wrong in them, but for what is expected."""

    def __init__(self, browser: Browser, url: str, **options: Any) -> None:
        self.url = url
        self.context = browser.new_context(base_url=url, **options)
        self.context.set_default_timeout(PATIENCE_MS)
        self.faults: list[str] = []
        self._expected: list[str] = []
        self.context.on("console", self._on_console)
        self.context.on("weberror", lambda error: self._note(f"error: {error.error}"))
        self.context.on("requestfailed", self._on_failed)
        self.context.on("request", self._on_request)

    def expect(self, pattern: str) -> None:
        """Faults that fit the pattern are part of the test."""
        self._expected.append(pattern)

    def open(self, path: str) -> Page:
        page = self.context.new_page()
        page.goto(path)
        return page

    def close(self) -> None:
        self.context.close()

    def _note(self, fault: str) -> None:
        if not any(re.search(pattern, fault) for pattern in self._expected):
            self.faults.append(fault)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._note(f"console: {message.text}")

    def _on_failed(self, request: Request) -> None:
        # A page that is left gives up what it was reading.
        if request.failure != "net::ERR_ABORTED":
            self._note(f"failed: {request.url} {request.failure}")

    def _on_request(self, request: Request) -> None:
        if urlsplit(request.url).scheme not in ("data", "blob") and (
            urlsplit(request.url).hostname not in ("127.0.0.1", "localhost")
        ):
            self._note(f"elsewhere: {request.url}")


def write(page: Page, source: str) -> None:
    """Put `source` in the place of all that is in the editor."""
    content = page.locator(".cm-content")
    content.click()
    page.keyboard.press("ControlOrMeta+a")
    content.evaluate(_PASTE, source)


def verdict(page: Page) -> str:
    """The verdict's words, once it is there."""
    return page.locator(".status strong").inner_text().strip("✓✗ ")


def open_all(page: Page) -> None:
    """Open what can be opened, and what is in it."""
    for _ in range(2):
        page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        page.wait_for_timeout(50)


def violations(page: Page, rules: Mapping[str, object] = _ALL) -> list[str]:
    """What an automated audit finds wrong with the page's accessibility."""
    if not AXE.exists():
        pytest.fail("axe-core is missing: npm ci --prefix frontend")
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    # Of what is right, it need not say where each of it stands.
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    found = page.evaluate("options => axe.run(options)", options)
    return [
        f"{each['id']}: {node['html'][:200]} {node.get('failureSummary', '')}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


def shortcomings(page: Page) -> list[str]:
    """What is wrong with the page as it stands, all of it opened: light, dark, and on a phone."""
    open_all(page)
    usual = page.viewport_size
    assert usual is not None
    # Colours that are on their way from one theme to the other are of none.
    page.emulate_media(reduced_motion="reduce")
    found = [f"light: {each}" for each in violations(page)]
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {each}" for each in violations(page, _COLOURS)]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(PHONE)
    found += [f"phone: {each}" for each in violations(page, _PLACES)]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("phone: something is wider than the screen that does not scroll by itself")
    if any(scale < 0.95 for scale in page.evaluate(_PLOT_SCALES)):
        found.append("phone: a plot's letters are smaller than those around it")
    page.set_viewport_size(usual)
    return found
