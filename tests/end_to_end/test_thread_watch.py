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


def noted(act: Callable[[], object]) -> str:
    watch = ThreadWatch()
    watch.begin()
    act()
    watch.end()
    return "\n".join(watch.calls)


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (Path(__file__).read_bytes, "open "),
        (Path(__file__).stat, "posix.stat"),
        (lambda: socket.socket().close(), "socket.__new__"),
        (lambda: DATABASE.execute("SELECT 1"), "apsw.execute"),
        (lambda: cv2.flip(BLACK, 0), "cv2.flip"),
    ],
    ids=["file", "stat", "socket", "database", "picture"],
)
def test_each_way_out_is_seen(act: Callable[[], object], told: str) -> None:
    assert told in noted(act)


def test_rooms_that_wait_are_seen(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    assert "kreward_pos.till.storage.store.meta" in noted(lambda: store.meta("install_tag"))
    store.close()


def test_other_threads_may_do_as_they_like() -> None:
    reader = threading.Thread(target=Path(__file__).read_bytes)

    def let_read() -> None:
        reader.start()
        reader.join()

    assert noted(let_read) == ""


def test_nothing_is_seen_of_what_only_counts() -> None:
    assert noted(lambda: sum(range(10))) == ""
