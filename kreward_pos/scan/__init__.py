"""From a camera's picture to a card: pictures, codes, whose card it may be, and when that counts as a scan.

`Scanner` is what the app holds; `open_camera`, `standard_decoder` and `reference_in` are its parts. Nothing here
knows a till, a network or a window, and OpenCV is loaded only once a camera or a decoder is really wanted.
"""
