"""Prove, on Debians that hold nothing yet, that commands work in a fresh clone (of what is committed).

    packaging/debian/try-fresh [OPTION...] [COMMAND...]      (make check-fresh)

A COMMAND is one word to the shell; without one, that is `make demo ARGS=--self-check` twice, then `make test` as often
as --runs says. Most options may be given several times: every combination is tried, each in a system of its own.

Run as root from the repository's root; needs debootstrap, and where this machine is no Debian, MIRROR. A bare system
has make, but neither Python nor sudo; it is kept for a week in build/fresh. A `sudo` user has sudo; a `plain` one has
not, is told what an administrator must run, which is done, and tries again. --fonts leaves only these of the typefaces
that Debian's packages bring. Proxy, certificates and pip's settings are this machine's own. With --cache, what apt and
pip download serves all trials of the run.

Fails where a command does, where `make demo` prints more than 15 lines, and where it downloads another amount than it
says. What commands print is kept in build/fresh/logs. All else is made in a temporary folder (TMPDIR), mounted in
namespaces of its own, and removed at the end.
"""

import argparse
import itertools
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "fresh"
LOGS = BUILD / "logs"
DEMO = "make demo ARGS=--self-check"
MOST_LINES = 15
FONTS = {
    "both": "",
    "dejavu": "/usr/share/fonts/opentype/noto/*",
    "noto": "/usr/share/fonts/truetype/dejavu/*",
    "none": "/usr/share/fonts/*",
}
"""Sets of typefaces, by the files that dpkg leaves out. Debian's packages bring DejaVu and, for Chinese, Noto."""
_BASE_KEPT_S = 7 * 24 * 3600.0
_OUTSIDE = ("/etc/resolv.conf", "/etc/hosts", "/etc/pip.conf", "/etc/ssl/certs/ca-certificates.crt")
"""Files of this machine's by which the one inside reaches the mirror and the index."""
_INSIDE = """
root=$1 who=$2 folder=$3 command=$4 kept=$5
shift 5
mount -t devpts devpts "$root/dev/pts"
mount -t tmpfs tmpfs "$root/dev/shm"
while [ $# -gt 0 ]; do
    mount --bind "$1" "$root$2"
    shift 2
done
exec chroot "$root" su --whitelist-environment="$kept" - "$who" \
    -c 'cd "$1" && export TERM=dumb && eval "$2"' -- sh "$folder" "$command"
"""
"""Runs in the namespace, over a shell script's words: `su -` gives the user's own environment."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Who tries on what."""

    release: str
    user: str
    fonts: str

    @property
    def account(self) -> str:
        """The user's name in the bare system."""
        return "root" if self.user == "root" else "newcomer"

    def __str__(self) -> str:
        return f"{self.release}, {self.user}, fonts: {self.fonts}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one command."""

    status: int
    seconds: float
    output: str
    remarks: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def is_good(self) -> bool:
        """Whether the command did what it promises."""
        return self.status == 0 and not self.faults

    @property
    def lines(self) -> int:
        """How many lines it printed."""
        return self.output.count("\n")

    @property
    def told(self) -> str:
        """The result in words."""
        tests = re.findall(r"^=* ?(\d+ (?:passed|failed).*?) in [\d.]+s", self.output, re.MULTILINE)
        end = [] if self.status == 0 else [f"status {self.status}"]
        return ", ".join(["ok" if self.is_good else "FAILED", *end, *self.faults, *self.remarks, *tests])


@dataclass(frozen=True, slots=True)
class Row:
    """One command of one trial, and what came of it."""

    trial: Trial
    command: str
    outcome: Outcome

    @property
    def cells(self) -> tuple[str, ...]:
        """The row of the table."""
        trial, done = self.trial, self.outcome
        took, printed = f"{done.seconds:.0f} s", f"{done.lines} lines"
        return trial.release, trial.user, trial.fonts, self.command, done.told, took, printed


@dataclass(slots=True)
class BareSystem:
    """A bare Debian in `root`, with a clone in the user's home. `mounts` are folders from outside, by their place."""

    trial: Trial
    root: Path
    mounts: dict[str, Path] = field(default_factory=dict)

    @property
    def home(self) -> str:
        """The user's home, as it is called inside."""
        return "/root" if self.trial.account == "root" else f"/home/{self.trial.account}"

    @property
    def clone(self) -> Path:
        """The clone, as it is called outside."""
        return self.root / self.home[1:] / "kreward-pos"

    def furnish(self, cache: Path | None) -> None:
        """Let it reach what this machine reaches, and give it its user with a clone."""
        settings = subprocess.run(["apt-config", "dump", "Acquire"], check=True, capture_output=True, text=True).stdout
        self._write("etc/apt/apt.conf.d/90as-outside", settings)
        for path in map(Path, _OUTSIDE):
            if path.exists():
                shutil.copyfile(path, self.root / str(path)[1:])
        if excluded := FONTS[self.trial.fonts]:
            self._write("etc/dpkg/dpkg.cfg.d/fonts", f"path-exclude={excluded}\n")
        if self.trial.account != "root":
            self._call("chroot", self.root, "useradd", "--create-home", "--shell", "/bin/sh", self.trial.account)
        if cache is not None:
            self._keep(cache)
        if self.trial.user == "sudo":
            self.administer("apt-get install --no-install-recommends sudo")
            self._write(f"etc/sudoers.d/{self.trial.account}", f"{self.trial.account} ALL=(ALL) NOPASSWD: ALL\n")
        self._call("git", "clone", "--quiet", ROOT, self.clone)
        pip = Path(os.environ.get("XDG_CONFIG_HOME", Path.home() / ".config")) / "pip"
        if pip.is_dir():
            shutil.copytree(pip, self.clone.parent / ".config" / "pip")
        self._call("chroot", self.root, "chown", "-R", f"{self.trial.account}:", self.home)

    def run(self, command: str, log: Path, *, is_administrator: bool = False) -> Outcome:
        """Run a word of the shell as the user in the clone, shown as it goes, or as root; `log` keeps its output."""
        who, folder = ("root", "/") if is_administrator else (self.trial.account, f"{self.home}/kreward-pos")
        kept = ",".join(name for name in os.environ if name.startswith("PIP_"))
        mounts = [str(word) for place, source in self.mounts.items() for word in (source, place)]
        words = [str(self.root), who, folder, command, kept, *mounts]
        namespaces = ["--mount", "--pid", "--fork", "--kill-child", f"--mount-proc={self.root}/proc"]
        begun_s = time.monotonic()
        printed: list[str] = []
        with log.open("w", encoding="utf-8") as kept_log:
            process = subprocess.Popen(
                ["unshare", *namespaces, "sh", "-euc", _INSIDE, "fresh", *words],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                encoding="utf-8", errors="replace",
            )  # fmt: skip
            assert process.stdout is not None
            try:
                for line in process.stdout:
                    printed.append(line)
                    kept_log.write(line)
                    if not is_administrator:
                        print(f"    {line}", end="", flush=True)
                status = process.wait()
            finally:
                process.kill()  # and with it all that runs in the namespace, whose mounts are gone then
                process.stdout.read()
                process.wait()
        return Outcome(status, time.monotonic() - begun_s, "".join(printed))

    def administer(self, command: str) -> None:
        """Run an `apt-get` command as root; raises where it fails."""
        log = LOGS / "administrator.log"
        words = f"apt-get update && DEBIAN_FRONTEND=noninteractive {command} --yes"
        if self.run(words, log, is_administrator=True).status != 0:
            raise SystemExit(f"{command} failed in the bare system: see {log.relative_to(ROOT)}.")

    def _keep(self, cache: Path) -> None:
        """Let what is downloaded serve the next trial; pip trusts only what is the user's own."""
        apt, pip = cache / f"apt-{self.trial.release}", cache / f"pip-{self.trial.account}"
        for folder in (apt / "partial", pip, self.root / self.home[1:] / ".cache" / "pip"):
            folder.mkdir(parents=True, exist_ok=True)
        home = (self.root / self.home[1:]).stat()
        os.chown(pip, home.st_uid, home.st_gid)
        self.mounts = {"/var/cache/apt/archives": apt, f"{self.home}/.cache/pip": pip}

    def _write(self, name: str, text: str) -> None:
        (self.root / name).write_text(text)

    @staticmethod
    def _call(*words: object) -> None:
        subprocess.run(list(map(str, words)), check=True)


@contextmanager
def bare_system(trial: Trial, cache: Path | None) -> Iterator[BareSystem]:
    """Yield a bare system for this trial, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="kreward-pos-fresh-") as folder:
        root = Path(folder, "root")
        root.mkdir()
        subprocess.run(["tar", "-C", root, "-xf", base(trial.release)], check=True)
        for each in (root, root.parent):
            each.chmod(0o755)  # for those inside who are not root, of whom apt has one of its own
        system = BareSystem(trial, root)
        system.furnish(cache)
        yield system


def base(release: str) -> Path:
    """Return the archive of a release's bare system, made where there is none or an old one."""
    archive = BUILD / f"{release}.tar"
    if archive.exists() and time.time() - archive.stat().st_mtime < _BASE_KEPT_S:
        return archive
    print(f"Making a bare {release}…", flush=True)
    with tempfile.TemporaryDirectory(prefix="kreward-pos-bare-") as folder:
        words = ["--variant=minbase", "--include=make,ca-certificates", release, folder, mirror()]
        with (LOGS / f"debootstrap-{release}.log").open("w") as log:
            subprocess.run(["debootstrap", *words], check=True, stdout=log, stderr=subprocess.STDOUT)
        new = archive.with_suffix(".new")
        subprocess.run(["tar", "-C", folder, "-cf", new, "."], check=True)
        new.replace(archive)
    return archive


def mirror() -> str:
    """MIRROR, or the one that this machine's own apt asks first."""
    if named := os.environ.get("MIRROR"):
        return named
    words = ["apt-get", "indextargets", "--format", "$(SITE)"]
    return min(subprocess.run(words, check=True, capture_output=True, text=True).stdout.split())


def attempt(system: BareSystem, command: str, log: Path) -> Outcome:
    """Run a command as the trial's user, who does what they are told, and see whether it did what it promises."""
    done = system.run(command, log)
    remarks, faults = [], []
    if system.trial.user == "plain" and done.status != 0:
        asked = re.search(r"^apt-get update && (apt-get install .*)", done.output, re.MULTILINE)
        if asked is not None:
            left = [name for name in (".venv", "build") if (system.clone / name).exists()]
            if left and command == DEMO:
                faults.append(f"left half-done: {', '.join(left)}")
            system.administer(asked[1])
            done = system.run(command, log)
            remarks.append("once an administrator had done what it asked for")
    if command.startswith("make demo"):
        faults += demo_faults(done.output, system.clone / "build" / "venv.log")
    return Outcome(done.status, done.seconds, done.output, tuple(remarks), tuple(faults))


def demo_faults(output: str, pip_log: Path) -> Iterator[str]:
    """Return what is wrong with what `make demo` says of itself."""
    if (lines := output.count("\n")) > MOST_LINES:
        yield f"{lines} lines"
    if "Traceback" in output:
        yield "a traceback"
    if said := re.search(r"about (\d+) MB to download", output):
        megabytes = downloaded(pip_log.read_text(encoding="utf-8"))
        if abs(megabytes - int(said[1])) > 0.1 * int(said[1]):
            yield f"downloads {megabytes:.0f} MB and says {said[1]}"


def downloaded(pip_log: str) -> float:
    """Megabytes of the wheels that pip took, from the index or from what it had kept."""
    units = {"kB": 0.001, "MB": 1.0}
    taken = re.findall(r"^ *(?:Downloading|Using cached) \S+\.whl \(([\d.]+) (kB|MB)\)", pip_log, re.MULTILINE)
    return sum(float(size) * units[unit] for size, unit in taken)


def tried(trial: Trial, commands: list[str], cache: Path | None) -> Iterator[Row]:
    """Try the commands, one after the other in one system."""
    with bare_system(trial, cache) as system:
        for number, command in enumerate(commands, start=1):
            print(f"== {trial}: {command}", flush=True)
            log = LOGS / f"{trial.release}-{trial.user}-{trial.fonts}-{number}.log"
            row = Row(trial, command, attempt(system, command, log))
            print(f"== {', '.join(row.cells)}", flush=True)
            yield row


def table(rows: list[Row]) -> str:
    """Return the rows below each other."""
    lines = [("root", "user", "fonts", "command", "result", "time", "printed"), *(row.cells for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)


def options(arguments: list[str] | None = None) -> argparse.Namespace:
    """Return what was asked for."""
    lines = (__doc__ or "").split("\n\n")
    parser = argparse.ArgumentParser(
        prog="try-fresh", description=lines[0], epilog="\n\n".join(lines[2:]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    for name, choices in (("--release", None), ("--user", ["root", "sudo", "plain"]), ("--fonts", [*FONTS])):
        parser.add_argument(name, action="append", choices=choices)
    parser.add_argument("--runs", type=int, default=1, metavar="N", help="how often the tests are run in each system")
    parser.add_argument("--cache", action="store_true", help="download once for all trials")
    parser.add_argument("commands", nargs="*", metavar="COMMAND")
    return parser.parse_args(arguments)


def main() -> int:
    """Try every combination; 1 where something failed."""
    given = options()
    if os.getuid() != 0 or shutil.which("debootstrap") is None:
        print("That takes root, and debootstrap: packaging/debian/install-system-packages fresh", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(130))
    LOGS.mkdir(parents=True, exist_ok=True)
    commands = given.commands or [DEMO, DEMO, *["make test"] * given.runs]
    sets = (given.release or ["bookworm"], given.user or ["root"], given.fonts or ["both"])
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="kreward-pos-cache-") as cache:
        for trial in itertools.starmap(Trial, itertools.product(*sets)):
            rows += tried(trial, commands, Path(cache) if given.cache else None)
    print(table(rows))
    return 0 if all(row.outcome.is_good for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
