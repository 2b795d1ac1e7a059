"""The typing effect in a real browser: headless Chromium, driven by its own WebDriver over plain HTTP.

Where no Chromium is installed these tests are skipped with a note. On Debian: apt-get install chromium chromium-driver
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.exercise.extras import missing

ROOT = Path(__file__).resolve().parent.parent
DRIVER = shutil.which("chromedriver")
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PICTURE = os.environ.get("AWAITLINGS_PICTURE")  # a file for a screenshot in the middle of the answer

pytestmark = [
    pytest.mark.skipif(bool(missing("production")), reason="needs the extra: requirements/production.txt"),
    pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="a browser is driven once, on the oldest Python"),
    pytest.mark.skipif(not (DRIVER and BROWSER), reason="no Chromium with its driver here; nothing else depends on it"),
]
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
# What the page shows, looked at in every frame.
WATCH = """
window.lengths = [];
const look = () => {
  const length = document.getElementById("answer").textContent.length;
  if (length !== window.lengths.at(-1)) window.lengths.push(length);
  requestAnimationFrame(look);
};
look();
"""


class Browser:
    """A headless browser, by the WebDriver protocol."""

    def __init__(self, address: str, profile: Path) -> None:
        self._address = address
        arguments = [
            *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
            *("--disable-background-networking", "--disable-component-update", "--window-size=900,620"),
            f"--user-data-dir={profile}",
        ]
        options = {"binary": BROWSER, "args": arguments}
        wanted = {"capabilities": {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": options}}}
        self._session = "/session/" + self._ask("POST", "/session", wanted)["sessionId"]

    def open(self, url: str) -> None:
        self._ask("POST", f"{self._session}/url", {"url": url})

    def run(self, script: str) -> Any:
        return self._ask("POST", f"{self._session}/execute/sync", {"script": script, "args": []})

    def command(self, name: str, **parameters: Any) -> None:
        """What WebDriver has no word for, by the browser's own protocol."""
        self._ask("POST", f"{self._session}/goog/cdp/execute", {"cmd": name, "params": parameters})

    def picture(self) -> bytes:
        return base64.b64decode(self._ask("GET", f"{self._session}/screenshot"))

    def until(self, script: str, *, seconds: float = 30) -> Any:
        """Wait until a script returns something true."""
        give_up = time.monotonic() + seconds
        while not (found := self.run(script)):
            assert time.monotonic() < give_up, f"never true: {script}; status: {self.status}"
            time.sleep(0.05)
        return found

    @property
    def status(self) -> str:
        return str(self.run('return document.getElementById("status").textContent'))

    @property
    def answer(self) -> str:
        return str(self.run('return document.getElementById("answer").textContent'))

    def ask(self, question: str) -> None:
        self.run(
            f'document.getElementById("question").value = {json.dumps(question)};{WATCH}'
            'document.getElementById("ask").click();'
        )

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._ask("DELETE", self._session)

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            self._address + path, data, {"Content-Type": "application/json"}, method=method
        )
        try:
            with DIRECT.open(request, timeout=60) as reply:
                return json.load(reply)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(error.read().decode()) from None


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    assert DRIVER
    driver = subprocess.Popen([DRIVER, "--port=0"], stdout=subprocess.PIPE, text=True)
    assert driver.stdout
    try:
        port = next(found[1] for line in driver.stdout if (found := re.search(r"successfully on port (\d+)", line)))
        opened = Browser(f"http://127.0.0.1:{port}", tmp_path_factory.mktemp("profile"))
        yield opened
        opened.close()
    finally:
        driver.kill()
        driver.wait()


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[[Path], str]]:
    """Serve the page with the typing_effect.py of a folder; gives its address."""
    servers: list[subprocess.Popen[bytes]] = []

    def start(folder: Path) -> str:
        for name in ("services.py", "page.html"):
            shutil.copy(ROOT / "exercises" / "93_typing_effect" / name, tmp_path)
        shutil.copy(folder / "typing_effect.py", tmp_path)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "uvicorn", "typing_effect:app", f"--port={port}", "--log-level=warning"]
        servers.append(subprocess.Popen(command, cwd=tmp_path))
        for _ in range(300):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                return f"http://127.0.0.1:{port}/"
            time.sleep(0.1)
        raise AssertionError("the server did not come up")

    yield start
    for server in servers:
        server.kill()
        server.wait()


def test_the_page_types_with_the_solution_and_stalls_with_the_stub(browser: Browser, serve: Any) -> None:
    shown: dict[str, int] = {}
    for kind, folder in (("stub", "exercises"), ("solution", "solutions")):
        browser.open(serve(ROOT / folder / "93_typing_effect"))
        browser.ask("Why do tides rise twice a day?")
        if kind == "solution" and PICTURE:
            browser.until("return window.lengths.length > 25")
            Path(PICTURE).write_bytes(browser.picture())
        browser.until('return !document.getElementById("ask").disabled')
        assert re.fullmatch(r"\d+ tokens in \d+\.\d s\.", browser.status), browser.status
        assert browser.answer.startswith("The moon pulls at the sea.\n")
        assert browser.answer.endswith("25 minutes later than the one before.")
        shown[kind] = len(browser.run("return window.lengths"))
    assert shown["solution"] > 3 * shown["stub"], shown


def test_an_error_in_the_middle_is_shown(browser: Browser, serve: Any) -> None:
    browser.open(serve(ROOT / "solutions" / "93_typing_effect"))
    browser.ask("overload, please")
    browser.until('return document.getElementById("status").className === "error"')
    assert browser.status == "Error: the model is overloaded, try again later"
    assert browser.answer.startswith("The moon pulls")


def test_stop_ends_it(browser: Browser, serve: Any) -> None:
    browser.open(serve(ROOT / "solutions" / "93_typing_effect"))
    browser.ask("Why?")
    browser.until("return window.lengths.length > 4")
    browser.run('document.getElementById("stop").click()')
    browser.until('return document.getElementById("status").textContent.startsWith("Stopped")')
    assert not browser.answer.endswith("before.")
