"""A real browser for what a person sees: Debian's Chromium, driven by playwright, with no network."""

import contextlib
import functools
import http.server
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from desk import CHROMIUM, DESKTOP, MISSING, PATIENCE, ROOT, chapter_names, outside

OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def pytest_collection_modifyitems(items):
    """Without a browser these tests are skipped, and counted; on a CI machine they may not be."""
    if CHROMIUM is None and os.environ.get("CI"):
        raise pytest.UsageError(MISSING)
    if CHROMIUM is None:
        for item in items:
            if Path(__file__).parent in item.path.parents:
                item.add_marker(pytest.mark.skip(reason=MISSING))


@pytest.fixture(scope="session")
def chromium():
    """The browser itself; playwright comes from the package registry, and fetches none of its own."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield browser
        browser.close()


@contextlib.contextmanager
def windows(chromium):
    """Opens pages that must neither complain nor ask for anything outside."""
    complaints, contexts = [], []

    def opened(size=DESKTOP, dark=False):
        scheme = "dark" if dark else "light"
        context = chromium.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce")
        page = context.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda said: complaints.append(f"{page.url}: {said.text}") if said.type == "error" else None)
        page.on("request", lambda sent: complaints.append(f"asked for {sent.url}") if outside(sent.url) else None)
        contexts.append(context)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints


@pytest.fixture
def window(chromium):
    with windows(chromium) as opened:
        yield opened


@pytest.fixture(scope="module")
def window_for_all(chromium):
    """The same, for a page that several tests visit."""
    with windows(chromium) as opened:
        yield opened


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The whole book, built as `make book` builds it."""
    place = tmp_path_factory.mktemp("site") / "site"
    scripts = Path(sys.executable).parent
    path = f"{scripts}{os.pathsep}{os.environ['PATH']}"
    command = [scripts / "mdbook", "build", "--dest-dir", place, ROOT]
    done = subprocess.run(command, env={**os.environ, "PATH": path}, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    return place


@pytest.fixture(scope="session")
def server(site):
    """Its address on this machine."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *message):
            pass

    class Server(http.server.ThreadingHTTPServer):
        request_queue_size = 128

    made = Server(("127.0.0.1", 0), functools.partial(Handler, directory=site))
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{made.server_port}"
    made.shutdown()
    made.server_close()


@pytest.fixture(scope="session")
def address(server):
    """Where a chapter's page is."""
    return lambda name: f"{server}/{name}.html"


@pytest.fixture(scope="module", params=chapter_names())
def chapter(request):
    """Each chapter in turn: all of a module's tests visit one, then the next."""
    return request.param
