"""Checks of the computer: its disk, keyring, screen, typefaces, sound, decoders and cameras."""

import os
import platform
import secrets
import shutil
import subprocess
import sys
import tempfile
from importlib import import_module
from importlib.metadata import version as version_of
from pathlib import Path

import numpy as np
import qrcode

from kreward_pos import __version__
from kreward_pos.doctor.findings import Finding, failed, fine, warning
from kreward_pos.errors import QT_TRANSLATE_NOOP
from kreward_pos.scan.errors import CameraOff, display_name
from kreward_pos.system.database_key import DATABASE_VARIABLE
from kreward_pos.system.display import require_display
from kreward_pos.system.keychain import NoKeyring, has_safe_keyring
from kreward_pos.system.settings import Settings

QT_MODULES = ("QtCore", "QtGui", "QtNetwork", "QtSvg", "QtWidgets")
"""What of Qt the app imports."""
_LITTLE_ROOM = 200 * 1024 * 1024
_PROBE = "kreward-pos doctor"


def versions() -> Finding:
    """Report the versions; never a problem by itself."""
    return fine(
        "Kreward POS {app}, Python {python}, Qt {qt}, OpenCV {opencv}, zxing-cpp {zxing}, {system}",
        app=__version__,
        python=platform.python_version(),
        qt=version_of("PySide6-Essentials"),
        opencv=version_of("opencv-python-headless"),
        zxing=version_of("zxing-cpp"),
        system=f"{platform.system()} {platform.release()} {platform.machine()}",
    )


def disk(folder: Path) -> Finding:
    """Check that the data folder can be written, and how much room is left."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"kreward")
            probe.flush()
        free = shutil.disk_usage(folder).free
    except OSError:
        return failed(
            QT_TRANSLATE_NOOP("doctor", "{folder} cannot be written. Check its permissions and the disk."),
            folder=folder,
        )
    if free < _LITTLE_ROOM:
        return warning(QT_TRANSLATE_NOOP("doctor", "Only {free} MB are free. Make room on the disk."), free=free >> 20)
    return fine(
        QT_TRANSLATE_NOOP("doctor", "{folder} can be written; {free} MB are free."), folder=folder, free=free >> 20
    )


def keyring() -> Finding:
    """Return whether a secret that is kept comes back; raises `NoKeyring` where the till cannot start without one."""
    try:
        _try_keyring()
    except NoKeyring:
        if not os.environ.get(DATABASE_VARIABLE):
            raise
        text = QT_TRANSLATE_NOOP(
            "doctor", "No keyring keeps secrets: the data's key comes from the environment; other keys are not kept."
        )
        return warning(text)
    return fine(QT_TRANSLATE_NOOP("doctor", "The system's keyring keeps secrets."))


def _try_keyring() -> None:
    import keyring as system_keyring  # late: slow to load
    from keyring.errors import KeyringError

    if not has_safe_keyring():
        raise NoKeyring
    account, secret = secrets.token_hex(4), secrets.token_hex(16)
    try:
        system_keyring.set_password(_PROBE, account, secret)
        is_kept = system_keyring.get_password(_PROBE, account) == secret
        system_keyring.delete_password(_PROBE, account)
    except KeyringError:
        raise NoKeyring from None
    if not is_kept:
        raise NoKeyring


def libraries() -> Finding:
    """Return whether what the window is made of can be loaded; an `ImportError` names the library that is missing."""
    for name in QT_MODULES:
        import_module(f"PySide6.{name}")
    return fine(QT_TRANSLATE_NOOP("doctor", "Every system library that the window needs is installed."))


def screen() -> Finding:
    """Check that a window can be opened; raise `NoDisplay` or `LibraryMissing`."""
    require_display()
    return fine(QT_TRANSLATE_NOOP("doctor", "A window can be opened."))


def typefaces() -> Finding:
    """Return whether Chinese can be shown; every Windows and macOS can."""
    if not sys.platform.startswith("linux"):
        return fine(QT_TRANSLATE_NOOP("doctor", "The system brings its own typefaces."))
    listed = _chinese_typefaces()
    if listed is None:
        return warning(
            QT_TRANSLATE_NOOP("doctor", "Typefaces could not be looked for: fc-list does not work. Install fontconfig.")
        )
    if not listed:
        return warning(QT_TRANSLATE_NOOP("doctor", "No typeface for Chinese is installed. Install fonts-noto-cjk."))
    return fine(QT_TRANSLATE_NOOP("doctor", "A typeface for Chinese is installed."))


def _chinese_typefaces() -> str | None:
    """Return the families that fontconfig knows for Hong Kong's Chinese, a line each; None where it cannot be asked."""
    lister = shutil.which("fc-list")
    if lister is None:
        return None
    words = [lister, ":lang=zh-hk", "family"]
    try:
        listed = subprocess.run(words, capture_output=True, text=True, check=True, timeout=10)  # noqa: S603 - fixed words
    except (OSError, subprocess.SubprocessError):
        return None
    return listed.stdout.strip()


def sound() -> Finding:
    """Check that there is a device to play sounds on."""
    try:
        import sounddevice  # late: looks for a system library and devices
    except (ImportError, OSError):
        return warning(
            QT_TRANSLATE_NOOP("doctor", "Sounds need PortAudio. On Debian or Ubuntu: apt-get install {package}"),
            package="libportaudio2",
        )
    try:
        name = sounddevice.query_devices(kind="output")["name"]
    except (OSError, ValueError, sounddevice.PortAudioError):
        return warning(QT_TRANSLATE_NOOP("doctor", "No loudspeaker was found. The counter works without sounds."))
    return fine(QT_TRANSLATE_NOOP("doctor", "Sounds play on {name}."), name=name)


def decoders() -> Finding:
    """Check that a code that was just drawn is read again."""
    from kreward_pos.scan.decoding.engines import find_codes, load_second_engine  # late: loads OpenCV

    text = "doctor@example.com"
    drawn = qrcode.QRCode(border=4)
    drawn.add_data(text)
    grey = np.kron(np.where(drawn.get_matrix(), 0, 255), np.ones((6, 6))).astype(np.uint8)
    if [code.text for code in find_codes(grey)] != [text]:
        return failed(QT_TRANSLATE_NOOP("doctor", "The decoder cannot read a simple code. Install the app again."))
    if load_second_engine() is None:
        return fine(QT_TRANSLATE_NOOP("doctor", "Codes are read; the second decoder (zbar) is not installed."))
    return fine(QT_TRANSLATE_NOOP("doctor", "Codes are read, with a second decoder beside the first."))


def camera(settings: Settings) -> Finding:
    """Check that the camera of the settings gives a frame that is not black; raise a `CameraFailure`."""
    from kreward_pos.scan.camera.cameras import open_camera  # late: loads OpenCV

    try:
        lens = open_camera(settings.camera, settings.picture)
    except CameraOff:
        return fine(QT_TRANSLATE_NOOP("doctor", "No camera is set: this till reads with a hand scanner."))
    try:
        pixels = lens.read().pixels
    finally:
        lens.close()
    if int(pixels.max()) - int(pixels.min()) < 8:
        text = QT_TRANSLATE_NOOP("doctor", "The picture from {camera} is empty. Is its cover closed?")
        return warning(text, camera=display_name(lens.name))
    height, width = pixels.shape[:2]
    text = QT_TRANSLATE_NOOP("doctor", "Pictures of {size} come from {camera}.")
    return fine(text, camera=display_name(lens.name), size=f"{width} × {height}")


def hand_scanner(settings: Settings) -> Finding:
    """Check that the serial port of the settings is there."""
    from kreward_pos.scan.hand.serial import serial_ports  # late: loads pyserial

    port = settings.hand_scanner.serial_port
    if not port:
        return fine(QT_TRANSLATE_NOOP("doctor", "No serial port is set; hand scanners that type need none."))
    if port not in serial_ports() and not Path(port).exists():
        return failed(
            QT_TRANSLATE_NOOP("doctor", "The hand scanner's port {port} is not there. Plug it in, or choose another."),
            port=port,
        )
    return fine(QT_TRANSLATE_NOOP("doctor", "The hand scanner's port {port} is there."), port=port)
