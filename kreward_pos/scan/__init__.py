"""From camera frames to card references: frames, decoding, payloads, and when a code counts as a scan.

`Scanner` is what the app uses; `open_camera`, `standard_decoder` and `reference_in` are its parts. Nothing here knows a
till, a network or a window. OpenCV is loaded only when a camera or a decoder is needed.
"""
