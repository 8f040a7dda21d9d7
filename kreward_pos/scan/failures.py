"""What can go wrong between the lens and the card: the `scan` branches of the error tree.

    CameraFailure
    ├── CameraOff          the owner chose to have no camera
    ├── CameraMissing      no such camera is plugged in
    ├── CameraBusy         it is there, but will not open
    ├── CameraDenied       the system does not let this program use it
    ├── CameraUnplugged    it gave pictures and stopped
    ├── CameraBlack        it gives pictures, all black
    ├── FilmUnreadable     a video file, or a folder of pictures, holds none
    └── ScannerFault       a bug in reading or decoding; the scanner goes on by itself
    CardRefused
    ├── CardUnreadable     empty, undecodable, or with characters that hide what it says
    ├── CardTooLong        more than a card's code ever holds
    └── NotACard           plainly something else: Wi-Fi, a contact, a payment code

No failure carries the text of a code: it may be somebody's password or address.
"""

from kreward_pos.errors import QT_TRANSLATE_NOOP, CameraFailure, CardRefused


class CameraOff(CameraFailure):
    """The settings say that this till has no camera."""

    title = QT_TRANSLATE_NOOP("errors", "The camera is switched off")
    message = QT_TRANSLATE_NOOP("errors", "Type the customer's e-mail or use a hand scanner.")


class CameraMissing(CameraFailure):
    """No camera of that name or number is plugged in."""

    title = QT_TRANSLATE_NOOP("errors", "The camera was not found")
    message = QT_TRANSLATE_NOOP(
        "errors", "Plug in {camera}, or choose another camera in the settings. Until then, type the e-mail."
    )


class CameraBusy(CameraFailure):
    """The camera is there and does not open; most often another program holds it."""

    title = QT_TRANSLATE_NOOP("errors", "The camera is in use")
    message = QT_TRANSLATE_NOOP("errors", "Close other programs that use {camera}, such as a video call.")


class CameraDenied(CameraFailure):
    """The system refuses this program the camera."""

    title = QT_TRANSLATE_NOOP("errors", "The camera is not allowed")
    message = QT_TRANSLATE_NOOP(
        "errors", "Ask the owner to let this app use {camera} in the computer's privacy settings."
    )


class CameraUnplugged(CameraFailure):
    """The camera gave pictures and stopped."""

    title = QT_TRANSLATE_NOOP("errors", "The camera stopped")
    message = QT_TRANSLATE_NOOP("errors", "Check the cable of {camera}. It comes back by itself.")


class CameraBlack(CameraFailure):
    """Pictures arrive and every one of them is black."""

    title = QT_TRANSLATE_NOOP("errors", "The camera sees only black")
    message = QT_TRANSLATE_NOOP("errors", "Open the cover of {camera}, or plug it in again.")


class FilmUnreadable(CameraFailure):
    """A video file or a folder of pictures from which nothing can be shown."""

    title = QT_TRANSLATE_NOOP("errors", "That file shows no pictures")
    message = QT_TRANSLATE_NOOP("errors", "Choose another file or camera: {camera} cannot be shown.")


class ScannerFault(CameraFailure):
    """Something broke inside the scanner; it is logged, and the scanner tries again by itself."""

    title = QT_TRANSLATE_NOOP("errors", "The scanner stumbled")
    message = QT_TRANSLATE_NOOP(
        "errors", "It tries again by itself. If it stays, type the e-mail and restart the app later."
    )


class CardUnreadable(CardRefused):
    """The code holds nothing, or characters that cannot be shown for what they are."""

    title = QT_TRANSLATE_NOOP("errors", "That code cannot be used")
    message = QT_TRANSLATE_NOOP(
        "errors", "It holds hidden or damaged text. Ask the customer to open their wallet card again."
    )


class CardTooLong(CardRefused):
    """The code holds more than any card's does."""

    title = QT_TRANSLATE_NOOP("errors", "That code is too long for a card")
    message = QT_TRANSLATE_NOOP(
        "errors", "It holds more than {limit} bytes. Ask the customer to open their wallet card."
    )


class NotACard(CardRefused):
    """The code is plainly something else; `what` says so with its article, a literal of context `errors`."""

    message = QT_TRANSLATE_NOOP(
        "errors", "This is {what}. Ask the customer to open their wallet card and show its QR code."
    )
