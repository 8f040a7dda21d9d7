"""Detects that the system denies this program a camera. OpenCV reports only that it does not open."""

import os
import sys
from pathlib import Path

from kreward_pos.scan.camera.devices import Device

_CONSENT = r"Software\Microsoft\Windows\CurrentVersion\CapabilityAccessManager\ConsentStore\webcam"


def is_denied(device: Device) -> bool:
    """Return whether the privacy settings, or the device's file permissions, deny access."""
    if sys.platform == "win32":
        return _is_denied_by_windows()
    if sys.platform == "darwin":
        return True  # macOS shares a camera among programs, so one that is listed opens unless it is refused
    node = Path(f"/dev/video{device.index}")
    return node.exists() and not os.access(node, os.R_OK | os.W_OK)


def _is_denied_by_windows() -> bool:
    """Return whether the switch for all apps, or the one for desktop apps, is off."""
    if sys.platform == "win32":
        import winreg  # late: only Windows has it

        for key in (_CONSENT, rf"{_CONSENT}\NonPackaged"):
            for root in (winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE):
                try:
                    with winreg.OpenKey(root, key) as opened:
                        if winreg.QueryValueEx(opened, "Value")[0] == "Deny":
                            return True
                except OSError:
                    continue
    return False
