import socket
import threading
from collections.abc import Callable
from pathlib import Path

import apsw
import numpy as np
import pytest

from kreward_pos.scan.camera.opencv import cv2
from kreward_pos.till.storage.store import Store

from .thread_watch import ThreadWatch

BLACK = np.zeros((8, 8, 3), np.uint8)
DATABASE = apsw.Connection(":memory:")


def calls_of(action: Callable[[], object]) -> str:
    watch = ThreadWatch()
    watch.begin()
    action()
    watch.end()
    return "\n".join(watch.calls)


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        (Path(__file__).read_bytes, "open "),
        (Path(__file__).stat, "posix.stat"),
        (lambda: socket.socket().close(), "socket.__new__"),
        (lambda: DATABASE.execute("SELECT 1"), "apsw.execute"),
        (lambda: cv2.flip(BLACK, 0), "cv2.flip"),
    ],
    ids=["file", "stat", "socket", "database", "picture"],
)
def test_each_kind_of_access_is_recorded(action: Callable[[], object], expected: str) -> None:
    assert expected in calls_of(action)


def test_call_into_a_blocking_module_is_recorded(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    assert "kreward_pos.till.storage.store.meta" in calls_of(lambda: store.meta("install_tag"))
    store.close()


def test_calls_of_other_threads_are_ignored() -> None:
    reader = threading.Thread(target=Path(__file__).read_bytes)

    def let_read() -> None:
        reader.start()
        reader.join()

    assert calls_of(let_read) == ""


def test_pure_computation_is_not_recorded() -> None:
    assert calls_of(lambda: sum(range(10))) == ""
