"""The owner's screens in every state that matters, each by a name: settings, PIN, set-up, the day's report."""

from dataclasses import replace

from PySide6.QtCore import Qt

from kreward_pos.api.errors import KeyRefused
from kreward_pos.system.keychain import NoKeyring
from kreward_pos.till.counter.irregularities import Irregularity
from kreward_pos.till.model.errors import DiskTrouble

from .conftest import CounterDriver
from .daybook_fake import TODAY, a_day_of_both
from .desk_fake import FakeDesk, FakeSetUp
from .stage import Bring, Scene, everything_set, fill, press, seen

SECTIONS = ("shop", "counter", "pin", "scanning", "display", "appearance", "data", "about")


def _settings(section: str) -> Bring:
    def bring(at: CounterDriver) -> None:
        at.key(Qt.Key.Key_F9)
        at.until(lambda: at.window.panel_name == "settings" and at.button("saveButton").isEnabled())
        press(at, f"{section}Tab")
        at.until(lambda: seen(at, "setPinButton") is None or at.button("setPinButton").isEnabled())

    return bring


def _tested(at: CounterDriver) -> None:
    _settings("shop")(at)
    press(at, "testButton")
    at.until(lambda: seen(at, "testResult") is not None)


def _badly_filled(at: CounterDriver) -> None:
    _settings("counter")(at)
    for name in ("tillNameField", "stampsPerTapField", "repeatMinutesField", "offlineRedeemsField"):
        fill(at, name, "")
    fill(at, "cashiersField", "x" * 61)
    press(at, "saveButton")
    at.until(lambda: seen(at, "tillNameFieldTrouble") is not None)


def _unsaved(at: CounterDriver) -> None:
    at.setup.needs_restart, at.setup.storage_error = True, NoKeyring()
    _settings("appearance")(at)
    press(at, "saveButton")
    at.until(lambda: bool(at.label("settingsNote").text()))


def _act(section: str, result: str, *presses: str, **fields: str) -> Bring:
    """Show one of the owner's actions and its result."""

    def bring(at: CounterDriver) -> None:
        _settings(section)(at)
        for name, text in fields.items():
            fill(at, name, text)
        for name in presses:
            press(at, name)
        at.until(lambda: at.label(result).text() not in {"", "A moment …"})

    return bring


def _teaching(at: CounterDriver) -> None:
    _settings("scanning")(at)
    press(at, "teachLayoutButton")


def _new_pin(at: CounterDriver) -> None:
    _settings("pin")(at)
    press(at, "setPinButton")


def _locked(_desk: FakeDesk, setup: FakeSetUp) -> None:
    setup.pin.choose("2580")
    setup.pin.lock()


def _pin(*pressed: str) -> Bring:
    """Ask for the PIN, then press these buttons."""

    def bring(at: CounterDriver) -> None:
        at.key(Qt.Key.Key_F9)
        at.until(lambda: at.window.panel_name == "pin")
        for name in pressed:
            press(at, name)

    return bring


def _wrong_pin(times: int) -> Bring:
    def bring(at: CounterDriver) -> None:
        _pin()(at)
        for _ in range(times):
            at.until(lambda: (pad := seen(at, "pinDigit1")) is not None and pad.isEnabled())
            before = at.label("pinTrouble").text()
            for _ in range(4):
                press(at, "pinDigit1")
            press(at, "pinOk")
            at.until(lambda before=before: at.label("pinTrouble").text() != before)  # type: ignore[misc]  # bound at once

    return bring


def _first_run(step: int) -> Bring:
    """Show the question of this number, from 0."""

    def bring(at: CounterDriver) -> None:
        at.setup.view = replace(at.setup.view, has_secret=False)
        at.window.owner_pages.open_first_run()
        for _ in range(step):
            _next(at)

    return bring


def _next(at: CounterDriver) -> None:
    """Go to the next question; that of the keys must be answered first."""
    title, button = at.label("firstRunTitle"), at.button("firstRunNextButton")
    shown = title.text()
    if seen(at, "secretKeyField") is not None:
        fill(at, "secretKeyField", "kw_sk_made_up")
        press(at, "firstRunNextButton")
        at.until(lambda: seen(at, "testResult") is not None)
    at.until(button.isEnabled)
    press(at, "firstRunNextButton")
    at.until(lambda: title.text() != shown)


def _keys_refused(at: CounterDriver) -> None:
    at.setup.answer = KeyRefused()
    _first_run(1)(at)
    press(at, "firstRunNextButton")
    at.until(lambda: seen(at, "testResult") is not None)


def _session_only(_desk: FakeDesk, setup: FakeSetUp) -> None:
    setup.view = replace(setup.view, is_session_only=True, saves_keys=False)


def _day_of_both(at: CounterDriver) -> None:
    at.daybook.days[TODAY] = a_day_of_both()
    _day(0)(at)


def _day(page: int) -> Bring:
    def bring(at: CounterDriver) -> None:
        at.daybook.found = [
            Irregularity("record", None, 48_211, 0),
            Irregularity("card", "k•••@example.com", 64, 4),
            Irregularity("hours", None, 7, 412),
        ]
        at.key(Qt.Key.Key_F7)
        at.until(lambda: at.window.panel_name == "day")
        press(at, f"dayTab_{page}")

    return bring


def _shift_ended(at: CounterDriver) -> None:
    _day(1)(at)
    press(at, "endShiftButton")
    at.until(lambda: at.label("shiftTitle").text() == "Shift ended")


def _filed(at: CounterDriver) -> None:
    _day(3)(at)
    press(at, "dayCsvButton")
    at.until(lambda: "…" not in at.label("dayFileNote").text())


def _not_filed(at: CounterDriver) -> None:
    at.daybook.refusal = DiskTrouble(where="D:/Documents of Wilhelmina/Kreward POS/2026")
    _filed(at)


OFFICE: dict[str, Scene] = {
    **{f"settings: {section}": Scene(_settings(section), everything_set) for section in SECTIONS},
    "settings: customer about to be forgotten": Scene(
        _act("data", "forgetResult", "forgetButton", forgetEmail="suki@example.com")
    ),
    "settings: cards written": Scene(_act("data", "transferResult", "exportCardsButton", transferPassword="right")),
    "settings: cards not taken over": Scene(
        _act("data", "transferResult", "importCardsButton", transferPassword="wrong")
    ),
    "settings: till checked": Scene(_act("about", "checkResult", "checkButton")),
    "settings: keys tested": Scene(_tested),
    "settings: badly filled in": Scene(_badly_filled),
    "settings: not all kept": Scene(_unsaved),
    "settings: keyboard taught": Scene(_teaching),
    "settings: another PIN": Scene(_new_pin),
    "PIN": Scene(_pin(), _locked),
    "PIN was wrong": Scene(_wrong_pin(1), _locked),
    "PIN was wrong five times": Scene(_wrong_pin(5), _locked),
    "PIN forgotten": Scene(_pin("forgotPinButton"), _locked),
    **{f"first run: question {step + 1}": Scene(_first_run(step)) for step in range(7)},
    "first run: key not kept": Scene(_first_run(1), _session_only),
    "first run: key refused": Scene(_keys_refused),
    **{f"day: page {page + 1}": Scene(_day(page)) for page in range(4)},
    "day: stamps and points": Scene(_day_of_both),
    "day: shift ended": Scene(_shift_ended),
    "day: file written": Scene(_filed),
    "day: file not written": Scene(_not_filed),
}
