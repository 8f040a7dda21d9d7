"""Both Windows installers, compiled here, run by Wine with a stand-in for the app: files, registry, statuses."""

import base64
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import make_installers
import pytest
from filelock import FileLock

REPOSITORY = Path(__file__).parents[2]
WINDOWS = REPOSITORY / "packaging" / "windows"
NEEDED = ("makensis", "wixl", "msibuild", "wine")
MISSING = [tool for tool in NEEDED if shutil.which(tool) is None]

pytestmark = [
    pytest.mark.packaging,
    pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}"),
]

AT_REST, TAPS_OPEN, IN_USE = 0, 10, 11
UNINSTALL_KEY = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\Kreward POS"
RUN_KEY = r"Software\Microsoft\Windows\CurrentVersion\Run"
FOLDER = r"C:\Till"  # without a space, which Wine would quote where NSIS allows no quotes


class Windows:
    """A Windows of Wine's, without a screen. Files are seen from outside."""

    def __init__(self, prefix: Path) -> None:
        self.drive = prefix / "drive_c"
        wanted = {"WINEPREFIX": str(prefix), "WINEDEBUG": "-all", "WINEDLLOVERRIDES": "mscoree,mshtml=", "LANG": "C"}
        self._environment = {name: value for name, value in os.environ.items() if name != "DISPLAY"} | wanted

    @property
    def home(self) -> Path:
        """The one user's."""
        return next(path for path in (self.drive / "users").iterdir() if path.name != "Public")

    @property
    def data(self) -> Path:
        """The till's."""
        return self.home / "AppData" / "Local" / "Kreward POS"

    def menu(self) -> set[str]:
        """The app's entries in the start menus."""
        return {path.stem for path in self.drive.rglob("Programs/Kreward POS*.lnk")}

    def start(self, *command: str | Path) -> subprocess.Popen[bytes]:
        """Start a program."""
        return subprocess.Popen(["wine", *command], env=self._environment, stdout=subprocess.DEVNULL)

    def run(self, *command: str | Path) -> int:
        """Run a program to its end; returns its exit status."""
        return self.start(*command).wait(timeout=100)

    def value(self, key: str, name: str) -> str | None:
        """A value of the registry."""
        command = ["wine", "reg", "query", key, "/v", name]
        asked = subprocess.run(command, env=self._environment, capture_output=True, text=True, check=False)
        found = re.search(r"REG_\w+\s+(.*)", asked.stdout)
        return found[1].strip() if found else None

    def settle(self) -> None:
        """Wait until nothing runs any more."""
        self._call_server("-w")

    def close(self) -> None:
        """End what still runs, the server of this Windows too."""
        self._call_server("-k")

    def _call_server(self, option: str) -> None:
        server = shutil.which("wineserver") or shutil.which("wineserver-stable") or "/usr/lib/wine/wineserver"
        subprocess.run([server, option], env=self._environment, check=False)

    @contextmanager
    def open_app(self, program: Path) -> Iterator[None]:
        """The app runs meanwhile."""
        running = self.start(program, "--wait")
        while not program.with_name("open").exists():
            with suppress(subprocess.TimeoutExpired):
                pytest.fail(f"ended early with {running.wait(timeout=0.05)}")
        try:
            yield
        finally:
            program.with_name("close").touch()
            running.wait(timeout=60)
            for name in ("open", "close"):
                program.with_name(name).unlink(missing_ok=True)


@pytest.fixture(scope="module")
def wine() -> Iterator[Windows]:
    """One Windows for all; kept in `build`, as it takes half a minute to make."""
    folder = REPOSITORY / "build" / "windows"
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / "wine.lock"):
        windows = Windows(folder / "wine")
        if not windows.drive.exists():
            windows.run("wineboot", "--init")
        yield windows
        windows.close()


@pytest.fixture
def windows(wine: Windows, packages: dict[str, list[Path]]) -> Iterator[Windows]:
    """A Windows on which no till is installed."""
    yield wine
    for folder in (wine.drive / "Till", wine.home / "AppData/Local/Programs/Kreward POS"):
        if (uninstaller := folder / "uninstall.exe").exists():
            wine.run(uninstaller, "/S", f"_?={FOLDER}" if folder.name == "Till" else "")
        shutil.rmtree(folder, ignore_errors=True)
    for package in packages["msi"]:
        wine.run("msiexec", "/x", package, "/qn")
    shutil.rmtree(wine.data, ignore_errors=True)


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Path]]:
    """By kind, the installers of two versions; the older holds a file that the newer does not."""
    folder = tmp_path_factory.mktemp("packages")
    made: dict[str, list[Path]] = {"exe": [], "msi": []}
    for version, only in (("1.0.0", "old.dll"), ("1.1.0.dev3", "new.dll")):
        payload = folder / version / "kreward-pos"
        make_installers.stand_in(payload)
        (payload / "_internal" / "PySide6" / only).write_bytes(b"\0")
        made["exe"].append(make_installers.for_one_person(payload, version, folder))
        made["msi"].append(make_installers.for_a_machine(payload, version, folder))
    return made


def installed(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def contents(only: str) -> set[str]:
    return {"kreward-pos.exe", "kreward-pos-counter.exe", "_internal/PySide6/stand-in.dll", f"_internal/PySide6/{only}"}


def uninstall(windows: Windows, *words: str) -> int:
    return windows.run(windows.drive / "Till" / "uninstall.exe", "/S", *words, f"_?={FOLDER}")


def test_installer_installs_for_one_user_without_asking(windows: Windows, packages: dict[str, list[Path]]) -> None:
    assert windows.run(packages["exe"][0], "/S") == 0
    folder = windows.home / "AppData" / "Local" / "Programs" / "Kreward POS"
    assert installed(folder) == contents("old.dll") | {"uninstall.exe"}
    assert windows.value(UNINSTALL_KEY, "DisplayVersion") == "1.0.0"
    assert windows.value(rf"HKCU\{RUN_KEY}", "Kreward POS") is None
    assert windows.menu() == {"Kreward POS"}
    assert windows.run(folder / "uninstall.exe", "/S") == 0
    windows.settle()  # it works on after this, from a copy of its own
    assert not folder.exists()


def test_update_replaces_the_old_version_and_preserves_choices(
    windows: Windows, packages: dict[str, list[Path]]
) -> None:
    old, new = packages["exe"]
    assert windows.run(old, "/S", "/STARTUP", "/KIOSK", rf"/D={FOLDER}") == 0
    assert windows.run(new, "/S") == 0
    assert installed(windows.drive / "Till") == contents("new.dll") | {"uninstall.exe"}
    assert windows.value(UNINSTALL_KEY, "DisplayVersion") == "1.1.0.dev3"
    assert windows.value(rf"HKCU\{RUN_KEY}", "Kreward POS") == rf'"{FOLDER}\kreward-pos-counter.exe"'
    assert windows.menu() == {"Kreward POS", "Kreward POS (kiosk)"}


@pytest.mark.parametrize("program", ["kreward-pos.exe", "kreward-pos-counter.exe"])
def test_nothing_is_changed_while_the_app_is_open(
    windows: Windows, packages: dict[str, list[Path]], program: str
) -> None:
    old, new = packages["exe"]
    windows.run(old, "/S", rf"/D={FOLDER}")
    with windows.open_app(windows.drive / "Till" / program):
        assert windows.run(new, "/S") == IN_USE
        assert uninstall(windows) == IN_USE
        assert installed(windows.drive / "Till") >= contents("old.dll")
        assert windows.value(UNINSTALL_KEY, "DisplayVersion") == "1.0.0"
    assert windows.run(new, "/S") == 0


def test_uninstaller_leaves_only_the_data(windows: Windows, packages: dict[str, list[Path]]) -> None:
    windows.run(packages["exe"][0], "/S", "/STARTUP", "/KIOSK", rf"/D={FOLDER}")
    with_data(windows, TAPS_OPEN)
    assert uninstall(windows) == 0
    assert installed(windows.drive / "Till") == {"uninstall.exe"}
    assert windows.menu() == set()
    assert windows.value(UNINSTALL_KEY, "DisplayVersion") is None
    assert windows.value(rf"HKCU\{RUN_KEY}", "Kreward POS") is None
    assert (windows.data / "status").exists()


@pytest.mark.parametrize("status", [TAPS_OPEN, 2])
def test_data_with_open_taps_is_not_removed_without_asking(
    windows: Windows, packages: dict[str, list[Path]], status: int
) -> None:
    windows.run(packages["exe"][0], "/S", rf"/D={FOLDER}")
    with_data(windows, status)
    assert uninstall(windows, "/REMOVEDATA") == status
    assert (windows.data / "status").exists()
    assert installed(windows.drive / "Till") == contents("old.dll") | {"uninstall.exe"}


def test_settled_data_is_removed_on_request(windows: Windows, packages: dict[str, list[Path]]) -> None:
    windows.run(packages["exe"][0], "/S", rf"/D={FOLDER}")
    with_data(windows, AT_REST)
    assert uninstall(windows, "/REMOVEDATA") == 0
    assert not windows.data.exists()
    assert installed(windows.drive / "Till") == {"uninstall.exe"}


def with_data(windows: Windows, status: int) -> None:
    windows.data.mkdir(exist_ok=True)
    (windows.data / "status").write_text(str(status))


def test_machine_wide_package_installs_and_updates_and_uninstalls(
    windows: Windows, packages: dict[str, list[Path]]
) -> None:
    old, new = packages["msi"]
    folder = windows.drive / "Program Files" / "Kreward POS"
    assert windows.run("msiexec", "/i", old, "/qn", "ADDLOCAL=ALL") == 0
    assert installed(folder) == contents("old.dll")
    assert windows.menu() == {"Kreward POS", "Kreward POS (kiosk)"}
    started = windows.value(rf"HKLM\{RUN_KEY}", "Kreward POS")
    assert started == r'"C:\Program Files\Kreward POS\kreward-pos-counter.exe"'
    assert windows.run("msiexec", "/i", new, "/qn") == 0
    assert installed(folder) == contents("new.dll")
    assert windows.run("msiexec", "/x", new, "/qn") == 0
    assert not folder.exists()
    assert windows.menu() == set()


def test_machine_wide_package_changes_nothing_while_the_app_is_open(
    windows: Windows, packages: dict[str, list[Path]]
) -> None:
    old, new = packages["msi"]
    folder = windows.drive / "Program Files" / "Kreward POS"
    windows.run("msiexec", "/i", old, "/qn")
    assert windows.menu() == {"Kreward POS"}
    with windows.open_app(folder / "kreward-pos-counter.exe"):
        assert windows.run("msiexec", "/i", new, "/qn") != 0
        assert windows.run("msiexec", "/x", old, "/qn") != 0
        assert installed(folder) >= contents("old.dll")


@pytest.mark.skipif(shutil.which("osslsigncode") is None, reason="osslsigncode is not installed")
@pytest.mark.parametrize("kind", ["exe", "msi"])
def test_both_installers_can_be_signed(packages: dict[str, list[Path]], tmp_path: Path, kind: str) -> None:
    """With a certificate of one's own, and without the service that says when, which takes a network."""
    installer = Path(shutil.copy(packages[kind][0], tmp_path))
    key, certificate, both = tmp_path / "key.pem", tmp_path / "certificate.pem", tmp_path / "both.p12"
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days", "2",
        "-subj", "/CN=Till", "-addext", "extendedKeyUsage=codeSigning")  # fmt: skip
    openssl("pkcs12", "-export", "-inkey", key, "-in", certificate, "-out", both, "-passout", "pass:secret")
    own = {
        "WINDOWS_CERTIFICATE": base64.b64encode(both.read_bytes()).decode(),
        "WINDOWS_CERTIFICATE_PASSWORD": "secret",
    }
    script = REPOSITORY / "packaging" / "release" / "sign_windows.py"
    subprocess.run([sys.executable, script, installer], env=os.environ | own | {"WINDOWS_TIMESTAMPS": ""}, check=True)
    assert is_signed(installer, certificate)
    assert not is_signed(packages[kind][0], certificate)


def is_signed(file: Path, certificate: Path) -> bool:
    command: list[str | Path] = ["osslsigncode", "verify", "-CAfile", certificate, "-in", file]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def openssl(*words: str | Path) -> None:
    subprocess.run(["openssl", *words], check=True, capture_output=True)


def test_every_message_of_the_installer_is_in_both_languages() -> None:
    script = (WINDOWS / "kreward-pos.nsi").read_text("utf-8")
    named = re.findall(r"^LangString (\w+) \$\{(\w+)\}", script, re.MULTILINE)
    names = {name for name, _language in named}
    assert len(names) > 5
    assert set(named) == {(name, language) for name in names for language in ("LANG_ENGLISH", "LANG_TRADCHINESE")}
