"""A real browser against a real server: Chromium, phone or desk, with eyes for what goes wrong."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

AXE = (Path(__file__).parents[1] / "data/axe/axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (320, 1280)
SHOTS = os.environ.get("SHOTS", "")
"""A directory to leave pictures of the pages in, for whoever wants to look."""
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser, live_server) -> Iterator[Open]:
    """Open a browser of one's own at a width; at the end nothing may have gone wrong in any."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        refused = "the server responded with a status of 4" in message.text
        broken = "net::ERR_CONNECTION_RESET" in message.text  # only a test breaks a connection
        # Axe, which comes from no address, reads a sheet that another imports as a style inline.
        read = "inline style" in message.text and not message.location["url"]
        if message.type == "error" and not refused and not broken and not read:
            wrong.append(f"{message.text} {message.location}")

    def visit(path: str = "/", *, width: int = 320, height: int = 720, **more) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            has_touch=width < 700,
            base_url=live_server.url,
            **more,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", heard)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(path)
        return page

    yield visit
    for number, context in enumerate(contexts):
        if SHOTS:
            context.pages[0].screenshot(path=f"{SHOTS}/end-{number}.png", full_page=True)
        context.close()
    assert wrong == []


def violations(page: Page) -> list[str]:
    """What axe finds wrong with the page as it stands, on a phone and on a desk; and whether it
    scrolls sideways."""
    page.wait_for_load_state()  # all its styles: a slow line may still be bringing some
    found = []
    before = page.viewport_size
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate(AXE)
        faults = page.evaluate(
            "async rules => (await axe.run(document, {runOnly: rules})).violations.map("
            "v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).join(', '))",
            RULES,
        )
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            faults.append("scrolls sideways")
        found += [f"{page.url} at {width} px: {fault}" for fault in faults]
    if before:
        page.set_viewport_size(before)
    return found
