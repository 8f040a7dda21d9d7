"""A web page on a local server, and a real headless Chromium that visits it and reaches only this machine."""

import json
import queue
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

PATIENCE_S = 120.0
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


class Website:
    """A page that is served on a free port of loopback, and what it tells by `POST /told`."""

    def __init__(self) -> None:
        self.page = ""
        self._told: queue.SimpleQueue[Any] = queue.SimpleQueue()
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                is_page = self.path == "/"
                self._answer(200 if is_page else 404, site.page.encode() if is_page else b"")

            def do_POST(self) -> None:
                site._told.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self._answer(204, b"")

            def log_message(self, *_: Any) -> None:
                pass

            def _answer(self, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.origin = f"http://127.0.0.1:{self._server.server_address[1]}"

    @classmethod
    @contextmanager
    def served(cls) -> Iterator["Website"]:
        """Serve until the block ends."""
        site = cls()
        thread = threading.Thread(target=site._server.serve_forever)
        thread.start()
        try:
            yield site
        finally:
            site._server.shutdown()
            thread.join()
            site._server.server_close()

    def visited(self, profile: Path) -> Any:
        """Let Chromium open the page, with a new profile in that folder, and return what the page tells."""
        program = next(filter(None, map(shutil.which, NAMES)), None)
        if program is None:
            pytest.skip("Chromium is not installed (apt-get install chromium); the form is tried in a real browser")
        with (profile.parent / f"{profile.name}.log").open("wb") as log:
            words = [program, *FLAGS, f"--user-data-dir={profile}", self.origin]
            browser = subprocess.Popen(words, stdout=log, stderr=log)
            try:
                return self._told.get(timeout=PATIENCE_S)
            finally:
                browser.terminate()
                browser.wait(PATIENCE_S)
