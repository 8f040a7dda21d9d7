"""Records every call in which one thread uses the disk, the network, the camera or the database.

Two mechanisms: Python's audit events cover files and sockets, whichever code opens them, and the interpreter's profile
hook sees each call, Python's or C's, into modules that do such work. Qt's own file access is not seen.
"""

import sys
import threading
from collections import Counter
from types import FrameType
from typing import Any

_AUDITED = ("open", "socket.", "os.", "shutil.", "sqlite3.", "subprocess.", "tempfile.", "urllib.", "glob.", "pathlib.")
_MODULES = frozenset(
    {"apsw", "sqlite3", "httpx", "httpcore", "anyio", "asyncio", "cv2", "zxingcpp", "pyzbar", "socket", "ssl", "http"}
    | {"keyring", "filelock", "subprocess", "tempfile", "tomllib", "_io", "_socket", "_ssl", "_sqlite3", "select"}
    | {"posix", "nt", "fcntl"}
)
_FORBIDDEN = ("till.", "api.", "scan.", "sandbox.", "system.keychain", "system.data_folder", "app.owner_setup")
"""`settings` is not among them: its values are plain, and its file cannot be opened without an audit event."""

_ALLOWED_CALLS = frozenset(
    f"kreward_pos.scan.{name}.{method}" for name in ("scanner", "camera.reader") for method in ("pause", "resume")
)
"""They set an event for another thread and wait for nothing."""

_ALLOWED_MODULES = (
    "till.model.views",
    "till.model.entries",
    "till.model.errors",
    "api.models",
    "api.errors",
    "api.keys",
)
"""Values and failures."""

_ALLOWED_SCAN_MODULES = (
    "scan.payload",
    "scan.hand.bursts",
    "scan.errors",
    "scan.camera.demo_camera",
)
"""Reading a text, deciding on keys, failures, and the demo's own cards."""
_ALLOWED_BUILTINS = frozenset({"fspath", "getpid", "getcwd", "StringIO", "text_encoding"})


class ThreadWatch:
    """Watches the thread that created it, from `begin` to `end`. `calls`: what was called, from where, how often."""

    def __init__(self) -> None:
        self._thread = threading.get_ident()
        self._calls: Counter[str] = Counter()
        self.is_watching = False
        sys.addaudithook(self._on_audit)

    @property
    def calls(self) -> list[str]:
        """Return one line for each kind of call, with its place in the app and its count."""
        return [f"{call} (x {count})" for call, count in sorted(self._calls.items())]

    def begin(self) -> None:
        """Start watching."""
        self.is_watching = True
        sys.setprofile(self._on_call)

    def end(self) -> None:
        """Stop watching."""
        sys.setprofile(None)
        self.is_watching = False

    def _on_audit(self, event: str, args: tuple[Any, ...]) -> None:
        if self.is_watching and event.startswith(_AUDITED) and threading.get_ident() == self._thread:
            self._record(f"{event} {args[0] if args else ''!s}", sys._getframe(1))

    def _on_call(self, frame: FrameType, event: str, arg: Any) -> None:
        if event == "call" and _is_forbidden(str(frame.f_globals.get("__name__", ""))):
            if frame.f_code.co_name == "__del__":
                return  # garbage of other threads may be collected on any; a finalizer's own calls still count
            call = f"{frame.f_globals['__name__']}.{frame.f_code.co_name}"
            if call not in _ALLOWED_CALLS:
                self._record(call, frame.f_back)
        elif event == "c_call" and _module_of(arg) in _MODULES and arg.__name__ not in _ALLOWED_BUILTINS:
            self._record(f"{_module_of(arg)}.{arg.__name__}", frame)

    def _record(self, what: str, frame: FrameType | None) -> None:
        while frame is not None and not str(frame.f_globals.get("__name__", "")).startswith("kreward_pos"):
            frame = frame.f_back
        where = "" if frame is None else f"{frame.f_globals['__name__']}:{frame.f_lineno} {frame.f_code.co_name}"
        self._calls[f"{what} from {where}"] += 1


def _is_forbidden(module: str) -> bool:
    package, _, name = module.partition(".")
    if package != "kreward_pos":
        return package in _MODULES
    return name.startswith(_FORBIDDEN) and not name.startswith(_ALLOWED_MODULES + _ALLOWED_SCAN_MODULES)


def _module_of(function: Any) -> str:
    """Return a builtin's module, or the type's for a method. OpenCV's functions do not name theirs."""
    owner = getattr(function, "__module__", None)
    if owner is None and function.__self__ is None:
        return "cv2" if getattr(sys.modules.get("cv2"), function.__name__, None) is function else ""
    return str(owner or type(function.__self__).__module__).partition(".")[0]
