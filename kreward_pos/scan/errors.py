"""Errors between the camera and the card: the `scan` branches of the error tree.

    CameraFailure
    ├── CameraOff          the settings say that there is no camera
    ├── NamedCamera        an error that names the camera
    │   ├── CameraMissing      no such camera is plugged in
    │   ├── CameraBusy         it is there, but does not open
    │   ├── CameraDenied       the system does not let this program use it
    │   ├── CameraUnplugged    it delivered frames and stopped
    │   ├── CameraBlack        it delivers only black frames
    │   └── CameraFrozen       it delivers the same frame again and again
    ├── CameraStuck        its driver does not return
    ├── FilmUnreadable     a video file or a folder of pictures contains none
    ├── ScannerIncomplete  a shared library of the system is missing
    └── ScannerFault       a bug in reading or decoding; the scanner recovers by itself
    CardRefused
    ├── CardUnreadable     empty, undecodable, or with hidden characters
    ├── CardTooLong        longer than any card's code
    ├── CardOfTwo          it names two customers
    └── NotACard           plainly something else: Wi-Fi, a contact, a payment code
    HandScannerFailure
    ├── ScanBroken         the beginning of a scan went elsewhere
    ├── PortMissing        no such serial port: the scanner is not plugged in
    ├── PortBusy           it is there, but does not open
    ├── PortUnplugged      it was open and is gone
    ├── SetupUnwanted      the set-up code was scanned while the settings were closed
    └── LayoutUnusable     the keyboard layout cannot be learnt from what arrived
        ├── LayoutCut          the set-up code arrived incomplete
        ├── LayoutShouted      Caps Lock is on
        ├── LayoutLost         characters that cards need do not arrive
        └── LayoutAlike        different characters arrive as the same one

No error contains the text of a code: it may be somebody's password or address.
"""

from enum import Enum

from kreward_pos.errors import QT_TRANSLATE_NOOP, CameraFailure, CardRefused, TillError
from kreward_pos.libraries import missing_library


def display_name(camera: str) -> str:
    """Return what messages call a camera: its name, or "the camera" (context `errors`) for a bare number."""
    is_number = camera.rpartition(":")[2].strip().isdecimal()
    return QT_TRANSLATE_NOOP("errors", "the camera") if is_number else camera


class CameraOff(CameraFailure):
    """The settings say that this till has no camera."""

    title = QT_TRANSLATE_NOOP("errors", "The camera is switched off")
    message = QT_TRANSLATE_NOOP("errors", "Type the customer's e-mail or use a hand scanner.")


class NamedCamera(CameraFailure):
    """An error of the camera with this name or number."""

    def __init__(self, camera: str) -> None:
        super().__init__(camera=display_name(camera))


class CameraMissing(NamedCamera):
    """No camera of that name or number is plugged in."""

    title = QT_TRANSLATE_NOOP("errors", "The camera was not found")
    message = QT_TRANSLATE_NOOP(
        "errors", "Plug in {camera}, or choose another one in the settings. Until then, type the e-mail."
    )


class CameraBusy(NamedCamera):
    """The camera is there and does not open, usually because another program uses it."""

    title = QT_TRANSLATE_NOOP("errors", "The camera is in use")
    message = QT_TRANSLATE_NOOP("errors", "Close other programs that use {camera}, such as a video call.")


class CameraDenied(NamedCamera):
    """The system does not let this program use the camera."""

    title = QT_TRANSLATE_NOOP("errors", "The camera is not allowed")
    message = QT_TRANSLATE_NOOP(
        "errors", "Ask the owner to let this app use {camera} in the computer's privacy settings."
    )


class CameraUnplugged(NamedCamera):
    """The camera delivered frames and stopped."""

    title = QT_TRANSLATE_NOOP("errors", "The camera stopped")
    message = QT_TRANSLATE_NOOP("errors", "Check the cable of {camera}. It comes back by itself.")


class CameraBlack(NamedCamera):
    """The camera delivers only black frames."""

    title = QT_TRANSLATE_NOOP("errors", "The camera sees only black")
    message = QT_TRANSLATE_NOOP("errors", "Open the cover of {camera}, or plug it in again.")


class CameraFrozen(NamedCamera):
    """Every frame is identical to the one before it, which never happens with a real sensor."""

    title = QT_TRANSLATE_NOOP("errors", "The camera's picture is frozen")
    message = QT_TRANSLATE_NOOP("errors", "Unplug {camera} and plug it in again. It comes back by itself.")


class CameraStuck(CameraFailure):
    """A call to the camera's driver has not returned."""

    title = QT_TRANSLATE_NOOP("errors", "The camera does not answer")
    message = QT_TRANSLATE_NOOP(
        "errors",
        "Unplug the camera, wait a moment, then plug it in again. If that does not help, restart the computer.",
    )


class FilmUnreadable(CameraFailure):
    """A video file or a folder of pictures cannot be shown."""

    title = QT_TRANSLATE_NOOP("errors", "That file shows no pictures")
    # The bundle for Linux has no FFmpeg, so it plays only Motion JPEG.
    message = QT_TRANSLATE_NOOP(
        "errors",
        "{camera} cannot be shown here. Choose a picture, a folder of pictures, a Motion JPEG film (.avi) or a camera.",
    )


class ScannerIncomplete(CameraFailure):
    """OpenCV or a decoder cannot be loaded because the system lacks a library."""

    title = QT_TRANSLATE_NOOP("errors", "A system library is missing")
    message = QT_TRANSLATE_NOOP("errors", "Install {library}, then start the app again. Until then, type the e-mail.")


class ScannerFault(CameraFailure):
    """A bug in the scanner; it is logged, and the scanner retries by itself."""

    title = QT_TRANSLATE_NOOP("errors", "The scanner had a problem")
    message = QT_TRANSLATE_NOOP(
        "errors", "It tries again by itself. If it keeps happening, type the e-mail and restart the app later."
    )


def scanner_failure(error: Exception) -> CameraFailure:
    """Return the failure to show for an unexpected error on a scanner's thread."""
    missing = missing_library(error) if isinstance(error, ImportError) else None
    return ScannerFault() if missing is None else ScannerIncomplete(library=missing.details["library"])


class CardUnreadable(CardRefused):
    """The code is empty, or contains characters that cannot be shown as what they are."""

    title = QT_TRANSLATE_NOOP("errors", "That code cannot be used")
    message = QT_TRANSLATE_NOOP(
        "errors", "It holds hidden or damaged text. Ask the customer to open their wallet card again."
    )


class CardTooLong(CardRefused):
    """The code is longer than any card's."""

    title = QT_TRANSLATE_NOOP("errors", "That code is too long for a card")
    message = QT_TRANSLATE_NOOP(
        "errors", "It holds more than {limit} bytes. Ask the customer to open their wallet card."
    )


class CardOfTwo(CardRefused):
    """The code names two customers, and nothing says which one is meant."""

    title = QT_TRANSLATE_NOOP("errors", "That code names two customers")
    message = QT_TRANSLATE_NOOP(
        "errors", "It holds two different e-mails. Ask the customer which is theirs, and type that one."
    )


class CodeKind(Enum):
    """The kind of a code that is not a card. The value is its name with an article, a literal of context `errors`."""

    WIFI = QT_TRANSLATE_NOOP("errors", "a Wi-Fi code")
    CONTACT = QT_TRANSLATE_NOOP("errors", "a contact")
    PHONE = QT_TRANSLATE_NOOP("errors", "a telephone number")
    MESSAGE = QT_TRANSLATE_NOOP("errors", "a text message")
    PLACE = QT_TRANSLATE_NOOP("errors", "a place on a map")
    CALENDAR = QT_TRANSLATE_NOOP("errors", "a calendar entry")
    DRAFT = QT_TRANSLATE_NOOP("errors", "a draft e-mail")
    SECRET = QT_TRANSLATE_NOOP("errors", "a sign-in secret")
    PAYMENT = QT_TRANSLATE_NOOP("errors", "a payment code")
    APP = QT_TRANSLATE_NOOP("errors", "a link to an app")
    PRODUCT = QT_TRANSLATE_NOOP("errors", "a product's barcode")
    LAYOUT = QT_TRANSLATE_NOOP("errors", "this till's own code for a hand scanner")


class NotACard(CardRefused):
    """The code is plainly something else, of this `kind`."""

    message = QT_TRANSLATE_NOOP(
        "errors", "This is {what}. Ask the customer to open their wallet card and show its QR code."
    )

    def __init__(self, kind: CodeKind) -> None:
        super().__init__(what=kind.value)
        self.kind = kind


class HandScannerFailure(TillError):
    """A hand scanner is missing, or its input cannot be used."""

    title = QT_TRANSLATE_NOOP("errors", "The hand scanner did not work")
    message = QT_TRANSLATE_NOOP("errors", "Check its cable, then scan again. Until then, type the customer's e-mail.")


class ScanBroken(HandScannerFailure):
    """Keys went to a person just before, so the beginning of the scan may be missing."""

    title = QT_TRANSLATE_NOOP("errors", "The scan did not arrive whole")
    message = QT_TRANSLATE_NOOP("errors", "Take your hands off the keyboard and scan the card again.")


class PortMissing(HandScannerFailure):
    """No serial port of that name exists."""

    title = QT_TRANSLATE_NOOP("errors", "The hand scanner was not found")
    message = QT_TRANSLATE_NOOP("errors", "Plug it in at {port}, or choose another port in the settings.")


class PortBusy(HandScannerFailure):
    """The serial port exists and does not open."""

    title = QT_TRANSLATE_NOOP("errors", "The hand scanner cannot be used")
    message = QT_TRANSLATE_NOOP(
        "errors", "Close other programs that use {port}, or ask the owner to allow this app to use it."
    )


class PortUnplugged(HandScannerFailure):
    """The serial port was open and is gone."""

    title = QT_TRANSLATE_NOOP("errors", "The hand scanner is gone")
    message = QT_TRANSLATE_NOOP("errors", "Check its cable or battery ({port}). It comes back by itself.")


class SetupUnwanted(HandScannerFailure):
    """Only the owner may change how a scanner is read, with the settings open."""

    title = QT_TRANSLATE_NOOP("errors", "That code sets up a hand scanner")
    message = QT_TRANSLATE_NOOP("errors", "Open the settings (F9), then scan it again.")


class LayoutUnusable(HandScannerFailure):
    """The keyboard layout cannot be learnt from what arrived."""

    title = QT_TRANSLATE_NOOP("errors", "The hand scanner's keyboard could not be set up")


class LayoutCut(LayoutUnusable):
    """The set-up code arrived incomplete."""

    message = QT_TRANSLATE_NOOP("errors", "The code did not arrive whole. Scan it once more.")


class LayoutShouted(LayoutUnusable):
    """Caps Lock is on."""

    message = QT_TRANSLATE_NOOP("errors", "Caps Lock is on. Switch it off, then scan the code again.")


class LayoutLost(LayoutUnusable):
    """Characters that cards need do not arrive."""

    message = QT_TRANSLATE_NOOP(
        "errors",
        "These characters do not arrive: {characters}. "
        "Set this computer's keyboard to English (US), then scan the code again.",
    )


class LayoutAlike(LayoutUnusable):
    """Different characters arrive as the same one, so the intended one is unknown."""

    message = QT_TRANSLATE_NOOP(
        "errors",
        "These characters arrive alike: {characters}. "
        "Set this computer's keyboard to English (US), then scan the code again.",
    )
