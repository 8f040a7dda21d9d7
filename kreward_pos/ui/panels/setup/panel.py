"""The guided set-up of a till without keys: a few questions, and nothing is saved before the last."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QWidget

from kreward_pos.api.models import Account
from kreward_pos.errors import SetupFailure, TillError
from kreward_pos.overriding import override
from kreward_pos.ui.forms.camera import NO_CAMERA
from kreward_pos.ui.panels.panel import Panel
from kreward_pos.ui.panels.setup.steps import (
    CameraStep,
    CardsStep,
    DoneStep,
    GuideStep,
    KeysStep,
    LanguageStep,
    PinStep,
    RewardsStep,
)
from kreward_pos.ui.runtime.ports import OwnerSetup, SettingsChange, SettingsSaved, SettingsView
from kreward_pos.ui.runtime.tasks import TaskRunner
from kreward_pos.ui.text import words
from kreward_pos.ui.theme.theming import Theming
from kreward_pos.ui.widgets.basic import Button, column, label, row

_WIDEST_PX = 860


class ProgressDots(QWidget):
    """The progress: a dot for each question, hollow for those to come, the current one long."""

    def __init__(self, theming: Theming) -> None:
        super().__init__()
        self._theming = theming
        self._count, self._index = 1, 0
        theming.changed.connect(self.updateGeometry)

    def show_step(self, place: int, count: int) -> None:
        """Show the question's number, from 0, and how many there are."""
        self._index, self._count = place, count
        self.setAccessibleName(self.tr("Question {n} of {count}").format(n=place + 1, count=count))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of all dots."""
        return QSize(self._theming.px(20 * self._count + 24), self._theming.px(12))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the dots."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self._theming.palette
        side, left = self._theming.px(10), 1.0
        for place in range(self._count):
            width, is_reached = self._theming.px(28) if place == self._index else side, place <= self._index
            painter.setPen(QPen(QColor(colours.primary if is_reached else colours.edge), 1.5))
            painter.setBrush(QColor(colours.primary) if is_reached else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(left, 1, width, side), side / 2, side / 2)
            left += width + self._theming.px(10)


class FirstRunPanel(Panel):
    """The guided set-up. `finished` once all is saved; `closed` when it was given up, and nothing was saved.

    `language_tried` carries a language to switch to at once, and the old one where the set-up is given up.
    """

    panel_name = "first_run"
    finished = Signal()
    closed = Signal()
    demo_wanted = Signal()
    language_tried = Signal(str)

    def __init__(self, theming: Theming, setup: OwnerSetup, runner: TaskRunner) -> None:
        super().__init__()
        self._theming, self._setup, self._runner = theming, setup, runner
        self._view: SettingsView | None = None
        self._index = 0
        self._is_saving = False
        self._saved: SettingsSaved | None = None
        self._language, self._keys, self._cards = LanguageStep(), KeysStep(setup, runner), CardsStep()
        self._rewards, self.camera = RewardsStep(theming), CameraStep(theming, setup, runner)
        self._pin, self._done = PinStep(theming), DoneStep()
        self._steps: tuple[GuideStep, ...] = (
            self._language,
            self._keys,
            self._cards,
            self._rewards,
            self.camera,
            self._pin,
            self._done,
        )
        self._dots = ProgressDots(theming)
        self._title = label("title", name="firstRunTitle", wraps=True)
        self._lead = label("lead", name="firstRunLead", wraps=True)
        self._pages = QStackedWidget()
        self._back = Button("", name="firstRunBackButton", on_click=self.go_back)
        self._later = Button("quiet", name="setUpLaterButton", on_click=self.give_up)
        self._next = Button("primary", name="firstRunNextButton", on_click=self._go_on)
        self._connect_steps()
        self._lay_out()
        self.retranslate()

    def open(self) -> None:
        """Start with the first question, disabled until the current settings are read."""
        self._index, self._saved, self._is_saving = 0, None, False
        self._pages.setEnabled(False)
        self._runner.ask(self._setup.current, self._show_view, self._show_unread)
        self._show_step()

    @override
    def leave(self) -> None:
        for step in self._steps:
            step.clear()

    @Slot()
    def go_back(self) -> None:
        """Go one question back, and keep what was entered."""
        self._go(-1)

    @Slot()
    def give_up(self) -> None:
        """Close without saving; switch back to the old language and camera."""
        if self._view is not None:
            self.language_tried.emit(self._view.language)
            self.camera.form.stop_preview()
        self.closed.emit()

    def _connect_steps(self) -> None:
        self._language.language_chosen.connect(self.language_tried)
        self._language.demo_wanted.connect(self.demo_wanted)
        self._keys.form.tested.connect(self._on_tested)
        for step in self._steps:
            step.changed.connect(self.retranslate)
            area = QScrollArea()
            area.setWidget(step)
            area.setWidgetResizable(True)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._pages.addWidget(area)

    def _lay_out(self) -> None:
        buttons = row(self._back, self._later, 1, self._next)
        body = column(row(self._dots, 1), self._title, self._lead, self._pages, buttons, spacing=12)
        body.insertSpacing(3, 14)
        body.insertSpacing(1, 10)
        body.setStretch(5, 1)
        self._middle = QWidget()
        self._middle.setLayout(body)
        self._outer = row(1, self._middle, 1)
        self._outer.setStretch(1, 100)
        self.setLayout(self._outer)
        self._theming.changed.connect(self._refit)
        self._refit()

    @Slot()
    @override
    def retranslate(self) -> None:
        step, asked = self._steps[self._index], [each for each in self._steps if each.is_asked]
        self._dots.show_step(asked.index(step), len(asked))
        self._title.setText(step.title())
        self._lead.setText(step.lead())
        self._back.setText(self.tr("Back"))
        self._back.setVisible(self._index > 0)
        self._later.setText(self.tr("Set up later"))
        self._next.setText(self.tr("Saving …") if self._is_saving else step.next_text())
        self._next.setEnabled(self._view is not None and not (self._is_saving or step.is_busy))

    def _show_view(self, view: SettingsView) -> None:
        self._view = view
        self._language.show_language(view.language)
        self._keys.form.show_view(view)
        self._cards.form.show_choice(view.settings.template_ids)
        self._rewards.form.show_names(view.settings.names_of_tiers)
        self.camera.show_choice(view.settings.camera, view.settings.picture)
        self._done.show_view(view)
        self._pages.setEnabled(True)
        self._show_step()

    def _show_unread(self, error: TillError) -> None:
        """Show the error, and keep the questions disabled; the set-up can be tried again later."""
        self._lead.setText(words.error_text(error))

    @Slot(object)
    def _on_tested(self, account: Account) -> None:
        self._cards.form.offer(account.templates)
        self._rewards.form.offer_goals([template.goal for template in account.templates if template.goal is not None])

    @Slot()
    def _go_on(self) -> None:
        step = self._steps[self._index]
        if step is self._done:
            self._finish()
        elif step.check():
            self._go(1)

    def _go(self, by: int) -> None:
        place = self._index + by
        while 0 < place < len(self._steps) - 1 and not self._steps[place].is_asked:
            place += by
        if 0 <= place < len(self._steps):
            self._steps[self._index].leave()
            self._index = place
            self._show_step()

    def _show_step(self) -> None:
        step = self._steps[self._index]
        self._pages.setCurrentIndex(self._index)
        if step is self._done:
            self._done.show_summary(self._summary(), "")
        self.retranslate()
        self._next.setFocus(Qt.FocusReason.OtherFocusReason)
        step.enter()

    def _summary(self) -> list[str]:
        account, camera = self._keys.form.account, self.camera.form.camera
        lines = [self.tr("Shop: {name}").format(name=account.merchant)] if account is not None else []
        if self._cards.is_asked:
            lines.append(self.tr("Cards: {names}").format(names=self._cards.form.names()))
        if self._rewards.names:
            lines.append(self.tr("Rewards: {names}").format(names=words.name_list(self._rewards.names.values())))
        by_hand = self.tr("Scanning: by hand scanner")
        lines.append(by_hand if camera == NO_CAMERA else self.tr("Scanning: by camera"))
        lines.append(self.tr("PIN: set") if self._pin.pin is not None else self.tr("PIN: none"))
        return lines

    def _finish(self) -> None:
        if self._saved is not None:
            self.finished.emit()
            return
        form, pin = self._keys.form, self._pin.pin
        fields = {
            "language": self._language.language,
            "template_ids": self._cards.form.chosen() if self._cards.is_asked else (),
            "tier_names": self._rewards.names,
            "camera": self.camera.form.camera,
            "picture": self.camera.form.orientation,
        }
        change = SettingsChange(fields, form.secret or None, form.public or None)
        self._is_saving = True
        self.retranslate()
        self._runner.tap(lambda: _save(self._setup, change, pin), self._on_saved, self._show_trouble)

    def _on_saved(self, answer: tuple[SettingsSaved, TillError | None]) -> None:
        self._saved, storage_error = answer
        if storage_error is None:
            self.finished.emit()
        else:
            self._show_trouble(storage_error)

    def _show_trouble(self, error: TillError) -> None:
        self._is_saving = False
        self._done.show_summary(self._summary(), words.error_text(error))
        self.retranslate()

    def _refit(self) -> None:
        upper = 14 if self._theming.is_low else self._theming.px(36)
        self._outer.setContentsMargins(self._theming.px(40), upper, self._theming.px(40), upper)
        self._middle.setMaximumWidth(self._theming.px(_WIDEST_PX))
        self._next.setMinimumWidth(self._theming.px(200))


def _save(setup: OwnerSetup, change: SettingsChange, pin: str | None) -> tuple[SettingsSaved, TillError | None]:
    """Save the settings and keys, then the PIN; return an error for what holds for this run alone. Worker thread."""
    saved = setup.save(change)
    if pin is not None:
        try:
            setup.pin.choose(pin)
        except SetupFailure as error:
            return saved, saved.storage_error or error
    return saved, saved.storage_error
