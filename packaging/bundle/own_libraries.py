"""Runs before the app in a Linux bundle: what the app starts, such as a browser, finds its own libraries, not these.

The bootloader names the bundle's folder in LD_LIBRARY_PATH; the loader has read it by now and needs it no more.
"""

import os

_before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
if _before is None:
    os.environ.pop("LD_LIBRARY_PATH", None)
else:
    os.environ["LD_LIBRARY_PATH"] = _before
