"""The one door to OpenCV: its settings are read while it loads, so they must stand before the import.

Import this module late, from inside a function or from a module that is itself imported late: it costs 150 ms.
"""

import os

_SETTINGS = {
    "OPENCV_LOG_LEVEL": "SILENT",  # it would write to the stderr that `decode` gives its reasons on
    "OPENCV_FFMPEG_LOGLEVEL": "-8",
    "OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS": "0",  # or Windows takes many seconds to open a camera
    "OPENCV_AVFOUNDATION_SKIP_AUTH": "1",  # the window asks for the permission, on the thread that may
    "OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT": "1",  # seconds; at 10 the till could not close beside a dead camera
}
for _name, _value in _SETTINGS.items():
    os.environ.setdefault(_name, _value)

import cv2  # noqa: E402 - see above: after the settings

# One picture at a time on one thread: the counter's own machine has the window to draw as well.
cv2.setNumThreads(1)

__all__ = ["cv2"]
