"""A till whose settings name a proxy, as an office network may want it: its calls go that way."""

import http.client
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from kreward_pos.sandbox.server import Sandbox
from kreward_pos.system.settings import Settings, save

from .commands import run

PATIENCE_S = 60


class Proxy(ThreadingHTTPServer):
    """Carries calls on, and knows which."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Carrier)
        self.carried: list[str] = []


class Carrier(BaseHTTPRequestHandler):
    """One caller's calls, each named by its whole address."""

    server: Proxy

    def carry(self) -> None:
        """Ask whom the caller means, and pass the answer back."""
        there = urlsplit(self.path)
        self.server.carried.append(f"{self.command} {there.path}")
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        line = http.client.HTTPConnection(there.netloc, timeout=PATIENCE_S)
        line.request(self.command, f"{there.path}?{there.query}", body, dict(self.headers))
        answer = line.getresponse()
        content = answer.read()
        line.close()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.headers["Content-Type"])
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = carry  # noqa: N815 - the names that the library looks for

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    with Proxy() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as server:
        yield server


def test_a_tap_goes_through_the_proxy_of_the_settings(tmp_path: Path, proxy: Proxy, sandbox: Sandbox) -> None:
    save(tmp_path, Settings(base_url=sandbox.base_url, proxy=f"http://127.0.0.1:{proxy.server_port}"))
    requests: list[dict[str, object]] = [
        {"do": "stamp", "email": "jane@example.com"},
        {"do": "flush", "timeout_s": PATIENCE_S},
        {"do": "quit"},
    ]
    typed = "".join(json.dumps({"id": number, **request}) + "\n" for number, request in enumerate(requests))
    done = run("headless", "--data-dir", str(tmp_path), typed=typed, KREWARD_SECRET_KEY=sandbox.secret_key)
    assert done.returncode == 0, done.stderr
    (flushed,) = (line for line in map(json.loads, done.stdout.splitlines()) if line.get("id") == 1)
    assert flushed["waiting"] == 0
    assert "POST /v1/transaction" in proxy.carried
