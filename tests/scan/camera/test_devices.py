from collections.abc import Sequence

import cv2
import pytest

from kreward_pos.scan.camera.devices import Capture, Device, backends_for, list_devices, matching_devices

ANY = backends_for("")[0]


class Machine:
    """Cameras in one back end, none of which opens."""

    def __init__(self, *devices: tuple[str, int, str]) -> None:
        self.plugged = [Device(name, index, ANY, location) for name, index, location in devices]

    def devices(self, backend: int) -> Sequence[Device]:
        return [device for device in self.plugged if device.backend == backend]

    def open(self, device: Device) -> Capture:
        raise AssertionError(device)


def indices(spec: str, machine: Machine) -> list[int]:
    return [device.index for device in matching_devices(spec, machine)]


def test_cameras_of_the_same_name_are_numbered_by_location() -> None:
    machine = Machine(("Webcam", 0, "usb-2"), ("Webcam", 2, "usb-1"), ("Other", 4, "usb-3"))
    assert [(device.name, device.index) for device in list_devices(machine)] == [
        ("Webcam", 2),
        ("Webcam (2)", 0),
        ("Other", 4),
    ]
    assert indices("Webcam (2)", machine) == [0]
    assert indices("Webcam", machine)[0] == 2


def test_cameras_keep_their_names_when_a_restart_renumbers_them() -> None:
    before = Machine(("Webcam", 0, "usb-2"), ("Webcam", 2, "usb-1"))
    after = Machine(("Webcam", 2, "usb-2"), ("Webcam", 0, "usb-1"))
    locations = [{device.name: device.location for device in list_devices(machine)} for machine in (before, after)]
    assert locations[0] == locations[1]


def test_exact_name_matches_before_part_of_a_name() -> None:
    machine = Machine(("Webcam Pro", 0, "a"), ("Webcam", 1, "b"))
    assert indices("webcam", machine) == [1, 0]
    assert indices("PRO", machine) == [0]
    assert indices("nothing", machine) == []


def test_number_selects_that_camera_and_zero_the_first() -> None:
    machine = Machine(("Webcam", 2, "a"), ("Other", 4, "b"))
    assert indices("4", machine) == [4]
    assert indices("0", machine) == [2]
    assert indices("7", machine) == [7]


def test_long_number_is_part_of_a_name() -> None:
    assert indices("12345", Machine(("Scanner 12345", 3, "a"))) == [3]


def test_device_names_are_made_printable_and_short() -> None:
    (device,) = list_devices(Machine(("Cam\u202e\n" + "x" * 500, 0, "a")))
    assert len(device.name) <= 120
    assert device.name.isprintable()


@pytest.mark.parametrize(
    ("platform", "ways"),
    [
        ("win32", (cv2.CAP_MSMF, cv2.CAP_DSHOW)),
        ("darwin", (cv2.CAP_AVFOUNDATION,)),
        ("linux", (cv2.CAP_V4L2,)),
        ("freebsd13", (cv2.CAP_ANY,)),
    ],
)
def test_each_system_has_its_own_back_end_first(platform: str, ways: tuple[int, ...]) -> None:
    assert backends_for("", platform) == ways


def test_prefix_selects_one_back_end() -> None:
    assert backends_for("dshow:", "win32") == (cv2.CAP_DSHOW,)
    assert backends_for("msmf:", "win32") == (cv2.CAP_MSMF,)
