"""The script that installs system packages, over fake package managers: nothing is installed here."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kreward_pos.libraries import PACKAGES

SCRIPT = Path(__file__).parents[2] / "packaging" / "debian" / "install-system-packages"
WINDOW = set(PACKAGES.values())


class Machine:
    """A folder of commands that is all that the script finds: what apt knows, what is installed, what was asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked = folder / "asked"
        for tool in ("awk", "dirname", "env", "mkdir", "rm", "sed", "tail", "tr", "true", "wc"):
            self.put(tool, f'exec {shutil.which(tool)} "$@"')
        self.put("id", "echo 1000")

    def put(self, name: str, body: str) -> None:
        """Make a command `name` of a shell script's body."""
        command = self.folder / name
        command.unlink(missing_ok=True)  # whatever stands there is replaced, never written through
        command.write_text(f"#!/bin/sh\n{body}\n")
        command.chmod(0o755)

    def with_apt(self, *, installed: str = "", known: str = "*", apt_get: str = "") -> None:
        """Make it a Debian: names `installed`, and the shell pattern of names that the release `known`s."""
        lines = "".join(f"{name}=installed " for name in installed.split())
        self.put("dpkg-query", f"echo 'old=config-files {lines}'")
        self.put("apt-cache", f"case $2 in {known}) ;; *) exit 100 ;; esac")
        uris = "echo \"'http://deb.example.org/one.deb' one.deb 1400000 SHA256:00\""
        self.put(
            "apt-get", f'case " $*" in *" --print-uris "*) {uris}; exit ;; esac\necho "$@" >> {self.asked}\n{apt_get}'
        )

    def run(self, *arguments: str, python: str = sys.executable) -> subprocess.CompletedProcess[str]:
        """Run the script here."""
        environment = {**os.environ, "PATH": str(self.folder), "PYTHON": python}
        command = ["/bin/sh", str(SCRIPT), *arguments]
        return subprocess.run(command, cwd=self.folder, env=environment, check=False, capture_output=True, text=True)

    def requests(self) -> list[str]:
        """What apt-get was asked for, in order."""
        return self.asked.read_text().splitlines() if self.asked.exists() else []


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def everything(machine: Machine) -> str:
    machine.with_apt()
    return machine.run("--dry-run", "test").stdout


def test_a_dry_run_names_what_is_missing_and_asks_for_nothing(machine: Machine) -> None:
    machine.with_apt(installed="libgl1 libzbar0")
    demo, test = (set(machine.run("--dry-run", purpose).stdout.split()) for purpose in ("demo", "test"))
    assert demo >= WINDOW - {"libgl1"}
    assert not demo & {"libgl1", "libzbar0"}
    assert test - demo == {"xvfb", "xauth", "git", "curl", "nodejs", "php-cli", "php-curl"}
    assert machine.requests() == []


def test_examples_use_the_programs_already_installed(machine: Machine) -> None:
    machine.with_apt()
    for program in ("node", "php"):
        machine.put(program, "exit 1")
    asked = set(machine.run("--dry-run", "test").stdout.split())
    assert asked & {"curl", "nodejs", "php-cli", "php-curl"} == {"curl"}


def test_complete_system_asks_for_nothing(machine: Machine) -> None:
    machine.with_apt(installed=everything(machine))
    machine.put("sudo", "exit 1")
    done = machine.run("test")
    assert (done.returncode, done.stdout, done.stderr, machine.requests()) == (0, "", "", [])


def test_renamed_packages_of_a_newer_release_are_found(machine: Machine) -> None:
    machine.with_apt(known="*t64 | libgl1")
    assert {"libglib2.0-0t64", "libzbar0t64"} <= set(machine.run("--dry-run", "demo").stdout.split())
    machine.with_apt(installed="libglib2.0-0t64")
    assert "libglib2.0-0" not in machine.run("--dry-run", "demo").stdout.split()


def test_sudo_is_used_only_for_missing_packages(machine: Machine) -> None:
    machine.with_apt(installed=everything(machine).replace("libgl1\n", ""))
    machine.put("sudo", 'exec "$@"')
    assert machine.run("test").returncode == 0
    update, install = machine.requests()
    assert update.startswith("update")
    assert install.startswith("install --yes --no-install-recommends")
    assert install.split()[-1] == "libgl1"


@pytest.mark.parametrize("sudo", [None, "echo somebody is not in the sudoers file >&2; exit 1"])
def test_user_without_rights_gets_the_command_to_ask_for_before_anything_is_done(
    machine: Machine, sudo: str | None
) -> None:
    machine.with_apt(installed=everything(machine).replace("libgl1\n", ""))
    if sudo:
        machine.put("sudo", sudo)
    done = machine.run("test")
    assert done.returncode == 1
    asked = "Ask one to run this, then try again:\napt-get update && apt-get install --no-install-recommends libgl1\n"
    assert asked in done.stderr
    assert machine.requests() == []
    assert not (machine.folder / "build").exists()


def test_user_without_rights_continues_without_optional_packages(machine: Machine) -> None:
    machine.with_apt(installed=everything(machine).replace("fonts-noto-cjk\n", ""))
    machine.put("sudo", "exit 1")
    assert machine.run("test").returncode == 0
    assert machine.requests() == []


def test_apt_prints_only_its_size_and_its_failure(machine: Machine) -> None:
    machine.with_apt(apt_get='case $1 in install) echo "E: no room"; exit 100 ;; *) echo "Get:1 lists" ;; esac')
    machine.put("id", "echo 0")
    done = machine.run("demo")
    assert done.returncode == 1
    assert "That is 1 MB to download." in done.stderr
    assert "    E: no room\n" in done.stderr
    assert "Install these by hand, then try again: libbrotli1" in done.stderr
    assert "Get:1 lists" in (machine.folder / "build" / "system-packages.log").read_text()


def test_root_needs_no_sudo(machine: Machine) -> None:
    machine.with_apt()
    machine.put("id", "echo 0")
    assert machine.run("demo").returncode == 0
    assert set(machine.requests()[1].split()) > WINDOW


def test_failing_optional_package_fails_nothing(machine: Machine) -> None:
    installed = everything(machine).replace("libzbar0\n", "").replace("libgl1\n", "")
    machine.with_apt(installed=installed, apt_get='case "$*" in *libzbar0*) exit 100 ;; esac')
    machine.put("sudo", 'exec "$@"')
    done = machine.run("demo")
    assert done.returncode == 0
    assert "Going on without: libzbar0" in done.stderr
    assert machine.requests()[-1].endswith(" libgl1")


def test_missing_python_is_installed_with_its_venv(machine: Machine) -> None:
    machine.with_apt()
    assert machine.run("--dry-run", "python", python="python3").stdout.split() == ["python3", "python3-venv"]


def test_an_old_python_is_refused_in_a_sentence(machine: Machine) -> None:
    machine.with_apt()
    machine.put("python3", '[ "$1" = -V ] && echo Python 3.9.2\nexit 1')
    done = machine.run("demo", python="python3")
    assert done.returncode == 1
    assert "needs Python 3.11 or newer, and python3 is Python 3.9.2" in done.stderr
    assert machine.requests() == []


def test_other_systems_get_a_list_of_packages_and_continue(machine: Machine) -> None:
    machine.put("uname", "echo Linux")
    done = machine.run("demo")
    assert done.returncode == 0
    assert "install by hand" in done.stderr


def test_an_unknown_purpose_is_a_usage_error(machine: Machine) -> None:
    assert machine.run("everything").returncode == 2


def test_packaging_also_needs_compilers(machine: Machine) -> None:
    machine.with_apt()
    asked = set(machine.run("--dry-run", "packaging").stdout.split())
    assert asked > set(everything(machine).split()) | {
        "g++",
        "cmake",
        "ninja-build",
        "nasm",
        "nsis",
        "wixl",
        "msitools",
        "wine",
    }
    assert machine.requests() == []


def test_headers_come_from_the_source_of_python(machine: Machine) -> None:
    machine.with_apt()
    assert "python3-dev" in machine.run("--dry-run", "packaging", python="python3").stdout.split()
    assert not any("-dev" in name for name in machine.run("--dry-run", "packaging").stdout.split())
