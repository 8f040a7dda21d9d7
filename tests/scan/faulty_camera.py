"""Cameras with every fault that real cameras have, behind the `Driver` protocol.

Time passes only with frames and sleeps: a reader waits until the previous frame was processed, so a test simulates
minutes in moments and never sleeps.
"""

import threading
from collections.abc import Callable, Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from kreward_pos.scan.camera.devices import Device

Grey = NDArray[np.uint8]
WAIT_S = 60
FRAME_INTERVAL_S = 1 / 30


class CameraWorld:
    """The state that the cameras share: the time, and how many of their frames have been processed."""

    def __init__(self, processed: Callable[[], int], wait_for: Callable[[Callable[[], bool]], None]) -> None:
        self._processed = processed
        self._wait_for = wait_for
        self._lock = threading.Lock()
        self._now_s = 100.0
        self.delivered = 0
        self.is_over = self.is_ignored = False

    def clock(self) -> float:
        with self._lock:
            return self._now_s

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self._now_s += seconds

    def deliver(self) -> None:
        """Count a frame that is delivered."""
        with self._lock:
            self.delivered += 1

    def forget_pending(self) -> None:
        """Stop waiting for frames that were delivered earlier and may never be processed."""
        with self._lock:
            self.delivered = self._processed()
            self.is_ignored = False

    def wait_until_processed(self) -> None:
        """Wait until every frame so far was processed, or frames are ignored."""
        self._wait_for(lambda: self.is_over or self.is_ignored or self._processed() >= self.delivered)


class Gate:
    """A point where a driver can hang: open unless closed. `held` threads hang there now, at most `max_held` so far."""

    def __init__(self) -> None:
        self._opened = threading.Event()
        self._opened.set()
        self.reached = threading.Event()
        self._lock = threading.Lock()
        self.held = self.max_held = 0

    def close(self) -> None:
        self.reached.clear()
        self._opened.clear()

    def open(self) -> None:
        self._opened.set()

    def pass_through(self) -> None:
        if self._opened.is_set():
            return
        self._hold(1)
        self.reached.set()
        self._opened.wait(WAIT_S)
        self._hold(-1)

    def _hold(self, more: int) -> None:
        with self._lock:
            self.held += more
            self.max_held = max(self.max_held, self.held)


class FaultyCamera:
    """A camera whose faults a test sets while it runs. `scene` is what it sees, upright, grey or BGR."""

    def __init__(self, world: CameraWorld, scene: np.ndarray, name: str = "Counter cam", index: int = 0) -> None:
        self.world, self.scene, self.name, self.index = world, scene, name, index
        self.location = f"usb-{index}"
        self.is_plugged = True
        self.is_busy = self.is_black = self.is_frozen = False
        self.gives_no_mjpg = False
        self.opening, self.reading, self.closing = Gate(), Gate(), Gate()
        self.opened: list[int] = []
        self.requested: list[set[int]] = []
        self.closed = 0

    def read_sensor(self) -> np.ndarray:
        """Return the scene, never twice exactly the same unless the camera is frozen."""
        if self.is_black:
            return np.zeros_like(self.scene)
        seen = self.scene.copy()
        if not self.is_frozen:
            seen[::16, ::16] = seen[::16, ::16] // 8 * 8 + self.world.delivered % 8
        return seen


class FaultyCapture:
    """An opened faulty camera, with the interface of `cv2.VideoCapture`."""

    def __init__(self, camera: FaultyCamera, is_opened: bool) -> None:
        self._camera = camera
        self._is_opened = is_opened
        self._requested: set[int] = set()
        camera.requested.append(self._requested)

    def isOpened(self) -> bool:
        return self._is_opened

    def set(self, property_id: int, value: float, /) -> bool:
        self._requested.add(property_id)
        return bool(value)

    def grab(self) -> bool:
        camera = self._camera
        camera.reading.pass_through()
        camera.world.wait_until_processed()
        camera.world.sleep(FRAME_INTERVAL_S)
        is_refused = camera.gives_no_mjpg and cv2.CAP_PROP_FOURCC in self._requested
        return camera.is_plugged and not is_refused

    def retrieve(self) -> tuple[bool, Any]:
        self._camera.world.deliver()
        return True, self._camera.read_sensor()

    def release(self) -> None:
        self._camera.closing.pass_through()
        self._camera.closed += 1


class FaultyDriver:
    """The cameras of a machine."""

    def __init__(self, *cameras: FaultyCamera) -> None:
        self.cameras = cameras

    def devices(self, backend: int) -> Sequence[Device]:
        plugged = [camera for camera in self.cameras if camera.is_plugged]
        return [Device(camera.name, camera.index, backend, camera.location) for camera in plugged]

    def open(self, device: Device) -> FaultyCapture:
        camera = next((one for one in self.cameras if one.is_plugged and one.index == device.index), None)
        if camera is None:
            return FaultyCapture(self.cameras[0], is_opened=False)
        camera.opening.pass_through()
        camera.world.forget_pending()
        camera.opened.append(device.index)
        return FaultyCapture(camera, is_opened=not camera.is_busy)
