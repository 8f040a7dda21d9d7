"""The only import of OpenCV: it reads its settings while it loads, so they must be set first.

Import this module late, inside a function or in a module that is itself imported late: it costs 150 ms.
"""

import os

_SETTINGS = {
    "OPENCV_LOG_LEVEL": "SILENT",  # `decode` reports errors on stderr
    "OPENCV_FFMPEG_LOGLEVEL": "-8",
    "OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS": "0",  # otherwise Windows takes many seconds to open a camera
    "OPENCV_AVFOUNDATION_SKIP_AUTH": "1",  # the window asks for permission, on the main thread
    "OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT": "1",  # seconds; with the default of 10, a dead camera would delay closing
}
for _name, _value in _SETTINGS.items():
    os.environ.setdefault(_name, _value)

import cv2  # noqa: E402 - see above: after the settings

# One thread is enough for one frame at a time, and leaves the other cores to the window.
cv2.setNumThreads(1)

__all__ = ["cv2"]
