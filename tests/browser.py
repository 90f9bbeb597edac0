"""A real browser for pages that people look at."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator

from playwright.sync_api import Page, sync_playwright

_QUIET = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@contextlib.contextmanager
def browser_page(width: int = 1200, height: int = 900) -> Iterator[Page]:
    """A page of headless Chromium (Debian's; ``make setup`` installs it), ``width`` pixels wide."""
    chromium = shutil.which("chromium")
    assert chromium, "chromium is missing: run `make setup`"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=_QUIET)
        try:
            yield browser.new_page(viewport={"width": width, "height": height})
        finally:
            browser.close()
