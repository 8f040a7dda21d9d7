"""The check for wheels, over an index that is a folder of tiny wheels."""

import hashlib
import importlib.util
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "packaging" / "wheels.py"

_spec = importlib.util.spec_from_file_location("wheels", SCRIPT)
assert _spec is not None
assert _spec.loader is not None
wheels = importlib.util.module_from_spec(_spec)
sys.modules["wheels"] = wheels  # where dataclasses look up their own module
_spec.loader.exec_module(wheels)

EVERYWHERE = ("win_amd64", "macosx_11_0_arm64", "macosx_10_13_x86_64", "manylinux_2_17_x86_64")


class Index:
    """A folder of wheels, and a lock that knows them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "index"
        self.folder.mkdir()
        self.lock = folder / "requirements.lock"
        self.lock.write_text("")

    def has(self, name: str, tag: str, needs: str = ">=3.11") -> str:
        """Put a wheel of version 1.0 there; returns its hash."""
        path = self.folder / f"{name}-1.0-{tag}.whl"
        with zipfile.ZipFile(path, "w") as wheel:
            about = f"{name}-1.0.dist-info"
            wheel.writestr(
                f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\nRequires-Python: {needs}\n"
            )
            wheel.writestr(f"{about}/WHEEL", f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n")
            wheel.writestr(f"{about}/RECORD", "")
        return hashlib.sha256(path.read_bytes()).hexdigest()

    def locks(self, name: str, *hashes: str, marker: str = "") -> None:
        """Write a line of the lock."""
        lines = [f"{name}==1.0{marker and f' ; {marker}'}", *(f"    --hash=sha256:{each}" for each in hashes)]
        with self.lock.open("a") as file:
            file.write(" \\\n".join(lines) + "\n")

    def check(self) -> tuple[int, list[str]]:
        """Run the script; its exit status, and the faults that it names."""
        own = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.folder), "PIP_CONFIG_FILE": os.devnull}
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")} | own
        command = [sys.executable, str(SCRIPT), str(self.lock)]
        done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
        assert done.stderr == ""
        return done.returncode, [line.strip() for line in done.stdout.splitlines() if line.startswith("  ")]


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return Index(tmp_path)


@pytest.mark.slow
def test_wheels_for_every_system_pass(index: Index) -> None:
    index.locks("pure", index.has("pure", "py3-none-any"))
    hashes = [index.has("built", f"cp311-abi3-{tag}") for tag in EVERYWHERE]
    index.locks("built", *hashes)
    index.locks("windows-only", index.has("windows_only", "py3-none-win_amd64"), marker="sys_platform == 'win32'")
    index.locks("old", index.has("old", "py3-none-any", needs="<3.12"), marker="python_full_version < '3.12'")
    assert index.check() == (0, [])


@pytest.mark.slow
def test_each_missing_wheel_is_named_with_its_system(index: Index) -> None:
    index.locks("built", *[index.has("built", f"cp311-abi3-{tag}") for tag in EVERYWHERE if "macosx" not in tag])
    index.locks("new-glibc", index.has("new_glibc", "py3-none-manylinux_2_40_x86_64"))
    index.locks("absent", "0" * 64, marker="sys_platform == 'win32'")
    status, faults = index.check()
    assert status == 1
    on_312 = {fault.removesuffix(" on Python 3.12") for fault in faults if fault.endswith("3.12")}
    assert on_312 == {
        "built==1.0 has no wheel for macOS 14 arm64",
        "built==1.0 has no wheel for macOS 14 x86-64",
        "new-glibc==1.0 has no wheel for Windows x86-64",
        "new-glibc==1.0 has no wheel for macOS 14 arm64",
        "new-glibc==1.0 has no wheel for macOS 14 x86-64",
        "new-glibc==1.0 has no wheel for Linux x86-64",
        "absent==1.0 has no wheel for Windows x86-64",
    }
    assert len(faults) == 2 * len(on_312)


@pytest.mark.slow
def test_wheel_that_excludes_the_python_is_named(index: Index) -> None:
    index.locks("newer", index.has("newer", "py3-none-any", needs=">=3.12"))
    assert index.check() == (1, ["newer-1.0-py3-none-any.whl is not for Python 3.11"])


@pytest.mark.slow
def test_wheel_missing_from_the_lock_is_named(index: Index) -> None:
    index.has("pure", "py3-none-any")
    index.locks("pure", "0" * 64)
    status, faults = index.check()
    assert status == 1
    assert faults == ["pure-1.0-py3-none-any.whl is not the file that the lock knows"] * 2


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"hash": "sha256=ab"}, "ab"),
        ({"hash": "sha256=ab", "hashes": {"sha256": "ab"}}, "ab"),
        ({"hash": "md5=cd"}, None),
        ({}, None),
    ],
    ids=["pip 23.0", "pip 23.1", "another hash", "no hash"],
)
def test_hash_is_read_from_the_report_of_every_pip(told: dict[str, object], expected: str | None) -> None:
    download = {"url": "https://index.example/pure-1.0-py3-none-any.whl", "archive_info": told}
    report = json.dumps({"install": [{"download_info": download, "metadata": {"name": "pure"}}]})
    ((name, wheel),) = wheels._wheels(report, ["pure"])
    assert (name, wheel.hash) == ("pure", expected)
