"""What holds for every test: no real network, home, keyring or screen; nothing goes wrong quietly; any order.

A test fails on a log record at WARNING or above that its mark `expected_logs` does not name, and on an expected one
that never came; on a Qt warning (pytest-qt sees to setup and call, this file to teardown); on a Python warning or an
exception nobody caught, in any thread (the `filterwarnings` of pyproject.toml); and on any attempt to reach beyond
loopback. This file must know nothing of the app: fixtures that build its parts stand in the folders below.
"""

import itertools
import logging
import os
import random
import re
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Generator, Iterator
from pathlib import Path

import hypothesis
import pytest

LOOPBACK_HOSTS = {"localhost", "ip6-localhost", "::1"}
INTERNET_FAMILIES = {"AF_INET", "AF_INET6"}
HOME_VARIABLES = {
    "HOME": ".",
    "USERPROFILE": ".",
    "APPDATA": "AppData/Roaming",
    "LOCALAPPDATA": "AppData/Local",
    "XDG_CACHE_HOME": ".cache",
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_STATE_HOME": ".local/state",
    "XDG_RUNTIME_DIR": "run",
}

SESSION_HOME = Path(tempfile.mkdtemp(prefix="till-"))
home_numbers = itertools.count()
network_attempts: list[str] = []


def set_environment() -> None:
    """Take the developer's own screen, language, keyring and settings out of the tests' reach.

    Runs before Qt and keyring are imported, since both read their variables once.
    """
    for name in list(os.environ):
        if name.startswith(("KREWARD_", "LC_", "QT_", "QML")) or name in {"LANGUAGE", "SSLKEYLOGFILE"}:
            del os.environ[name]
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["LANG"] = "C.UTF-8"
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"


def home_environment(home: Path) -> dict[str, str]:
    """The variables that make `home`, an existing or new folder, the user's; their folders are made."""
    variables = {name: home / folder for name, folder in HOME_VARIABLES.items()}
    for path in variables.values():
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return {name: str(path) for name, path in variables.items()}


def is_loopback(host: object) -> bool:
    """Whether `host`, as given to a socket call, stays on this machine."""
    name = host.decode() if isinstance(host, bytes) else host
    return name is None or (isinstance(name, str) and (name in LOOPBACK_HOSTS or name.startswith("127.")))


def refuse_network(event: str, args: tuple[object, ...]) -> None:
    """An audit hook: no name is looked up and no socket bound or connected but on loopback, in any thread.

    The exception is no OSError, so code that expects a bad network cannot take it for one; and the attempt is kept,
    so that swallowing it does not help either.
    """
    if not event.startswith("socket."):
        return
    if event in {"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"}:
        family = getattr(getattr(args[0], "family", None), "name", "")
        if family not in INTERNET_FAMILIES or not isinstance(args[1], tuple) or is_loopback(args[1][0]):
            return
    elif event not in {"socket.getaddrinfo", "socket.gethostbyname"} or is_loopback(args[0]):
        return
    network_attempts.append(event)
    raise RuntimeError(f"{event} beyond loopback; tests use the sandbox")


set_environment()
os.environ.update(home_environment(SESSION_HOME))
sys.addaudithook(refuse_network)
# A shared machine stalls now and then; how long an example takes is the benchmarks' matter.
hypothesis.settings.register_profile("till", deadline=None)
hypothesis.settings.load_profile("till")


class LogCollector(logging.Handler):
    """Keeps records at WARNING and above, whatever a test does to its own capture. Emitting is safe in any thread."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep `record`."""
        self.records.append(record)


def unexpected(records: list[logging.LogRecord], patterns: list[str]) -> list[str]:
    """What is wrong with `records`: those that no pattern matches, and patterns that matched none."""
    lines = [f"{record.levelname} {record.name}: {record.getMessage()}" for record in records]
    surprises = [line for line in lines if not any(re.search(pattern, line) for pattern in patterns)]
    absent = [
        f"nothing was logged that matches {pattern!r}"
        for pattern in patterns
        if not any(re.search(pattern, line) for line in lines)
    ]
    return surprises + absent


@pytest.fixture(autouse=True)
def _isolated_home() -> Iterator[None]:
    """Each test finds an empty home; what it does to the environment is undone."""
    before = dict(os.environ)
    os.environ.update(home_environment(SESSION_HOME / f"home-{next(home_numbers)}"))
    yield
    for name in os.environ.keys() - before.keys():
        del os.environ[name]
    os.environ.update(before)


@pytest.fixture(autouse=True)
def _logs_as_expected(request: pytest.FixtureRequest) -> Iterator[None]:
    keeper = LogCollector()
    root = logging.getLogger()
    root.addHandler(keeper)
    yield
    root.removeHandler(keeper)
    marks = request.node.iter_markers("expected_logs")
    problems = unexpected(keeper.records, [pattern for mark in marks for pattern in mark.args])
    if problems:
        pytest.fail("log records are not as expected:\n" + "\n".join(problems), pytrace=False)


@pytest.fixture(autouse=True)
def _network_stays_on_loopback() -> Iterator[None]:
    network_attempts.clear()
    yield
    if network_attempts:
        pytest.fail(f"reached beyond loopback: {', '.join(network_attempts)}", pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None]:
    """Fail a teardown in which Qt warned: pytest-qt stops listening after the call."""
    from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

    told: list[str] = []

    def listen(kind: QtMsgType, _context: QMessageLogContext, message: str | None) -> None:
        if kind not in {QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg}:
            told.append(message or kind.name)

    previous = qInstallMessageHandler(listen)
    try:
        yield
    finally:
        qInstallMessageHandler(previous)
    if told:
        pytest.fail(f"Qt warned while {item.name} was torn down:\n" + "\n".join(told), pytrace=False)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--order-seed`."""
    parser.addoption("--order-seed", type=int, help="repeat the order of an earlier run; its header names the seed")


def pytest_configure(config: pytest.Config) -> None:
    """Settle the order's seed once; workers take the one that their controller chose."""
    if config.option.order_seed is None:
        chosen = getattr(config, "workerinput", {}).get("order_seed")
        config.option.order_seed = random.randrange(1_000_000) if chosen is None else chosen


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: pytest.Config) -> None:
    """Hand the seed to a worker of pytest-xdist, which collects for itself and must come to the same order."""
    node.workerinput["order_seed"] = node.config.option.order_seed  # type: ignore[attr-defined]


def pytest_report_header(config: pytest.Config) -> str:
    """Name the seed that repeats this order."""
    return f"order: --order-seed={config.option.order_seed}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Shuffle the files, and the tests within each, so that a file's own fixtures are built once."""
    # The order needs no secrecy, only to be repeatable.
    chance = random.Random(config.option.order_seed)
    by_file: defaultdict[Path, list[pytest.Item]] = defaultdict(list)
    for item in items:
        by_file[item.path].append(item)
    files = list(by_file.values())
    chance.shuffle(files)
    for file in files:
        chance.shuffle(file)
    items[:] = itertools.chain.from_iterable(files)


def pytest_unconfigure() -> None:
    """Remove the homes that the tests were given."""
    shutil.rmtree(SESSION_HOME, ignore_errors=True)
