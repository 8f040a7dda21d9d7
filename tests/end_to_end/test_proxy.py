"""A till whose settings name a proxy sends its calls through it."""

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

TIMEOUT_S = 60


class Proxy(ThreadingHTTPServer):
    """A proxy that records the calls it forwards."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), ForwardingHandler)
        self.forwarded: list[str] = []


class ForwardingHandler(BaseHTTPRequestHandler):
    """Handles one client's calls, each with its absolute address."""

    server: Proxy

    def forward(self) -> None:
        """Forward the call, and return the response."""
        url = urlsplit(self.path)
        self.server.forwarded.append(f"{self.command} {url.path}")
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        connection = http.client.HTTPConnection(url.netloc, timeout=TIMEOUT_S)
        connection.request(self.command, f"{url.path}?{url.query}", body, dict(self.headers))
        response = connection.getresponse()
        content = response.read()
        connection.close()
        self.send_response(response.status)
        self.send_header("Content-Type", response.headers["Content-Type"])
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = forward  # noqa: N815 - http.server's names

    def log_message(self, *_words: object) -> None:
        """Log nothing."""


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


def test_tap_goes_through_the_configured_proxy(tmp_path: Path, proxy: Proxy, sandbox: Sandbox) -> None:
    save(tmp_path, Settings(base_url=sandbox.base_url, proxy=f"http://127.0.0.1:{proxy.server_port}"))
    requests: list[dict[str, object]] = [
        {"do": "stamp", "email": "jane@example.com"},
        {"do": "flush", "timeout_s": TIMEOUT_S},
        {"do": "quit"},
    ]
    stdin = "".join(json.dumps({"id": number, **request}) + "\n" for number, request in enumerate(requests))
    result = run("headless", "--data-dir", str(tmp_path), stdin=stdin, KREWARD_SECRET_KEY=sandbox.secret_key)
    assert result.returncode == 0, result.stderr
    (flushed,) = (connection for connection in map(json.loads, result.stdout.splitlines()) if connection.get("id") == 1)
    assert flushed["waiting"] == 0
    assert "POST /v1/transaction" in proxy.forwarded
