"""The steps of the guided set-up, one question each. They hold the answers and save nothing."""

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QWidget

from kreward_pos import languages
from kreward_pos.api.models import Account
from kreward_pos.overriding import override
from kreward_pos.system.settings import CameraOrientation
from kreward_pos.ui.forms.camera import NO_CAMERA, CameraForm
from kreward_pos.ui.forms.cards import CardsForm
from kreward_pos.ui.forms.keys import KeysForm
from kreward_pos.ui.forms.pin import NewPinForm
from kreward_pos.ui.forms.rewards import RewardsForm
from kreward_pos.ui.runtime.bridge import PreviewImage
from kreward_pos.ui.runtime.ports import OwnerSetup, SettingsView
from kreward_pos.ui.runtime.tasks import TaskRunner
from kreward_pos.ui.text import words
from kreward_pos.ui.theme.theming import Theming
from kreward_pos.ui.widgets.basic import Button, column, label, row
from kreward_pos.ui.widgets.translated import Translated
from kreward_pos.ui.widgets.viewfinder import Viewfinder


class GuideStep(QWidget):
    """A question of the set-up. `changed` when the panel's buttons may need another text."""

    changed = Signal()

    @property
    def is_asked(self) -> bool:
        """Whether the question applies to this shop."""
        return True

    @property
    def is_busy(self) -> bool:
        """Whether an answer is being checked."""
        return False

    def title(self) -> str:
        """Return the question."""
        raise NotImplementedError

    def lead(self) -> str:
        """Return a sentence about the question."""
        return ""

    def next_text(self) -> str:
        """Return the text of the button that continues."""
        return self.tr("Next")

    def enter(self) -> None:
        """Prepare the step, which is shown now."""

    def leave(self) -> None:
        """Clean up after the step, which is hidden now."""

    def check(self) -> bool:
        """Return whether the answer is complete; show why where it is not."""
        return True

    def clear(self) -> None:
        """Clear what was entered."""


class LanguageStep(Translated, GuideStep):
    """The language. `language_chosen` carries one to switch to at once."""

    language_chosen = Signal(str)
    demo_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.language = languages.LANGUAGES[0].code
        self._choices = QButtonGroup(self)
        choices = row(spacing=14)
        for place, each in enumerate(languages.LANGUAGES):
            choose = partial(self._choose, each.code)
            choice = Button("choice", each.name, name=f"language_{each.code}", on_click=choose)
            choice.setCheckable(True)
            self._choices.addButton(choice, place)
            choices.addWidget(choice, 1)
        self._demo_lead = label("muted", wraps=True)
        self._demo = Button("", name="tryDemoButton", on_click=self.demo_wanted.emit)
        demo = row(self._demo_lead, self._demo, spacing=20)
        demo.setStretch(0, 1)
        self.setLayout(column(choices, demo, 1, spacing=36))
        self.retranslate()

    def show_language(self, language: str) -> None:
        """Show the current language."""
        self.language = language
        self._choices.button(languages.codes().index(language)).setChecked(True)

    @override
    def title(self) -> str:
        return self.tr("Welcome to your counter")

    @override
    def lead(self) -> str:
        return self.tr("A few questions, about five minutes. Which language should the till use?")

    @override
    def next_text(self) -> str:
        return self.tr("Set up my shop")

    @override
    def retranslate(self) -> None:
        self._demo_lead.setText(
            self.tr("Just looking? The demo shop opens in its own window, with made-up customers; nothing is kept.")
        )
        self._demo.setText(self.tr("Try the demo shop"))

    def _choose(self, language: str) -> None:
        self.show_language(language)
        self.language_chosen.emit(language)


class KeysStep(GuideStep):
    """The keys, which are tested with Kreward first. The shop is shown then; the next press continues."""

    def __init__(self, setup: OwnerSetup, runner: TaskRunner) -> None:
        super().__init__()
        self.form = KeysForm(setup, runner)
        self.form.hide_test()
        self.form.tested.connect(self._on_tested)
        self.form.changed.connect(self._on_changed)
        self.setLayout(column(self.form, 1))

    @property
    @override
    def is_busy(self) -> bool:
        return self.form.is_busy

    @override
    def title(self) -> str:
        return self.tr("Your shop's keys")

    @override
    def lead(self) -> str:
        kept = self.tr("It is kept safely.") if self.form.saves_keys else self.tr("It is used until the app is closed.")
        how = self.tr("In the Kreward dashboard, open the API keys, copy the secret key and paste it here.")
        return words.join_sentences([how, kept])

    @override
    def next_text(self) -> str:
        if self.form.is_busy:
            return self.tr("Testing …")
        return self.tr("Next") if self.form.account is not None else self.tr("Test the keys")

    @override
    def enter(self) -> None:
        self.form.focus()

    @override
    def check(self) -> bool:
        if self.form.account is not None:
            return True
        self.form.test()
        self.changed.emit()
        return False

    @override
    def clear(self) -> None:
        self.form.clear()

    @Slot(object)
    def _on_tested(self, _account: Account) -> None:
        self.changed.emit()

    @Slot()
    def _on_changed(self) -> None:
        self.changed.emit()


class CardsStep(GuideStep):
    """The cards that the till uses, asked where the shop has several."""

    def __init__(self) -> None:
        super().__init__()
        self.form = CardsForm()
        self.setLayout(column(self.form, 1))

    @property
    @override
    def is_asked(self) -> bool:
        return len(self.form.templates) > 1

    @override
    def title(self) -> str:
        return self.tr("Which cards does this till use?")

    @override
    def lead(self) -> str:
        return self.tr("With more than one, the counter begins with the usual one and can switch to the others.")


class RewardsStep(GuideStep):
    """The names of rewards; may be left empty."""

    def __init__(self, theming: Theming) -> None:
        super().__init__()
        self.form = RewardsForm(theming)
        self.names: dict[str, str] = {}
        self.setLayout(column(self.form, 1))

    @override
    def title(self) -> str:
        return self.tr("What are the rewards called?")

    @override
    def lead(self) -> str:
        return self.tr("For cards where Kreward gives no names. You can leave this empty and fill it in later.")

    @override
    def enter(self) -> None:
        self.form.focus()

    @override
    def check(self) -> bool:
        names = self.form.names()
        self.names = names or {}
        return names is not None


class CameraStep(Translated, GuideStep):
    """The camera, with a preview of the chosen one."""

    def __init__(self, theming: Theming, setup: OwnerSetup, runner: TaskRunner) -> None:
        super().__init__()
        self.form = CameraForm(setup, runner)
        self.viewfinder = Viewfinder(theming)
        self.viewfinder.setObjectName("firstRunViewfinder")
        self.viewfinder.setMinimumWidth(260)
        self.viewfinder.show_caption(lambda: self.tr("Hold a phone up to the camera"))
        self._none = label("muted", wraps=True)
        self.form.changed.connect(self._on_changed)
        side = column(self.form, self._none, 1, spacing=10)
        body = row(self.viewfinder, side, spacing=28)
        body.setStretch(0, 5)
        body.setStretch(1, 4)
        self.setLayout(body)
        self.retranslate()

    @override
    def title(self) -> str:
        return self.tr("How are cards scanned?")

    @override
    def lead(self) -> str:
        return self.tr("Customers hold their phone up to the camera. A hand scanner needs no set-up: just plug it in.")

    def show_choice(self, camera: str, picture: CameraOrientation) -> None:
        """Show the current camera."""
        self.form.show_choice(camera, picture)
        self._on_changed()

    @Slot(object)
    def show_preview(self, shown: PreviewImage) -> None:
        """Show the camera's picture."""
        if self.isVisible():
            self.viewfinder.show_preview(shown)

    @override
    def enter(self) -> None:
        self.form.start_preview()

    @override
    def retranslate(self) -> None:
        self._none.setText(self.tr("Without a camera, cards are read with a hand scanner, or you type the e-mail."))

    @Slot()
    def _on_changed(self) -> None:
        self.viewfinder.setVisible(self.form.camera != NO_CAMERA)
        self._none.setVisible(self.form.camera == NO_CAMERA)


class PinStep(Translated, GuideStep):
    """The owner's PIN; may be skipped."""

    def __init__(self, theming: Theming) -> None:
        super().__init__()
        self.pin: str | None = None
        self._new = NewPinForm(theming)
        self._new.chosen.connect(self._on_chosen)
        self._done = label("section", name="pinChosen", wraps=True)
        self._done.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._again = Button("link", name="anotherPinButton", on_click=self._choose_again)
        self.setLayout(column(self._new, self._done, row(1, self._again, 1), 1, spacing=10))
        self.retranslate()

    @override
    def title(self) -> str:
        return self.tr("A PIN for the owner")

    @override
    def lead(self) -> str:
        return self.tr("It is asked for before the settings open, stamps are taken back or a limit is exceeded.")

    @override
    def next_text(self) -> str:
        return self.tr("Next") if self.pin is not None else self.tr("Continue without a PIN")

    @override
    def enter(self) -> None:
        self._new.pad.setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def clear(self) -> None:
        self.pin = None
        self._new.clear()
        self.retranslate()

    @override
    def retranslate(self) -> None:
        self._new.setVisible(self.pin is None)
        self._done.setVisible(self.pin is not None)
        self._again.setVisible(self.pin is not None)
        self._done.setText(self.tr("The PIN is set. Anyone with the shop's secret key can replace it."))
        self._again.setText(self.tr("Choose another"))

    @Slot(str)
    def _on_chosen(self, pin: str) -> None:
        self.pin = pin
        self.retranslate()
        self.changed.emit()

    def _choose_again(self) -> None:
        self.clear()
        self.changed.emit()
        self.enter()


class DoneStep(GuideStep):
    """The summary, before anything is saved."""

    def __init__(self) -> None:
        super().__init__()
        self._lines = label("lead", name="summary", wraps=True)
        self._trouble = label("noticeText", name="firstRunTrouble", wraps=True)
        self._is_session_only = False
        self.setLayout(column(self._lines, self._trouble, 1, spacing=18))
        self.show_summary([], "")

    def show_view(self, view: SettingsView) -> None:
        """Take whether this is a session whose settings are not saved."""
        self._is_session_only = view.is_session_only

    def show_summary(self, lines: list[str], trouble: str) -> None:
        """Show the summary, and what went wrong in saving it."""
        self._lines.setText("\n".join(lines))
        self._trouble.setText(trouble)
        self._trouble.setVisible(bool(trouble))

    @override
    def title(self) -> str:
        return self.tr("Ready")

    @override
    def lead(self) -> str:
        if self._is_session_only:
            return self.tr("This session only: everything must be entered again next time.")
        return self.tr("You can change all of this later in the settings (F9).")

    @override
    def next_text(self) -> str:
        return self.tr("Open the counter")
