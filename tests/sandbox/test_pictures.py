import base64

import cv2
import numpy as np
import zxingcpp

from kreward_pos.sandbox.pictures import png, qr_data_uri


def pixels(picture: bytes) -> cv2.typing.MatLike:
    image = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert image is not None
    return image


def test_a_qr_code_can_be_scanned() -> None:
    text = "https://wallet.example/apple/eb7fde91-6d1b-4258-a7a3-011b58e572d5"
    head, _, content = qr_data_uri(text).partition(",")
    assert head == "data:image/png;base64"
    found = zxingcpp.read_barcodes(pixels(base64.b64decode(content)))
    assert [code.text for code in found] == [text]


def test_a_png_has_a_square_for_each_module() -> None:
    image = pixels(png([[True, False], [False, True]], scale=3))
    dark, light = np.zeros((3, 3)), np.full((3, 3), 255)
    assert np.array_equal(image, np.block([[dark, light], [light, dark]]))
