"""The disk image, as dmgbuild reads it: the app beside the Applications folder. `defines` holds what -D app=… says."""

from pathlib import Path

_APP = Path(globals().get("defines", {}).get("app", "Kreward POS.app"))

format = "ULMO"  # noqa: A001 - dmgbuild's name; LZMA, which every system that the app runs on reads
filesystem = "HFS+"
files = [str(_APP)]
symlinks = {"Applications": "/Applications"}
icon = str(_APP / "Contents" / "Resources" / "kreward-pos.icns")
icon_locations = {_APP.name: (150, 170), "Applications": (450, 170)}
window_rect = ((200, 200), (600, 400))
icon_size = 112
text_size = 13
default_view = "icon-view"
show_toolbar = False
show_sidebar = False
