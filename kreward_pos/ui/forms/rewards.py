"""Names of rewards by their threshold, for cards of which Kreward knows only the thresholds."""

from collections.abc import Collection, Mapping

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from kreward_pos.overriding import override
from kreward_pos.ui.theme.theming import Theming
from kreward_pos.ui.widgets.basic import Button, IconButton, clear, column, label, row
from kreward_pos.ui.widgets.translated import Translated

translate = QCoreApplication.translate
_MOST = 12


class _RewardLine(Translated, QFrame):
    """A reward's threshold and name. `offered_at` is the threshold that the form filled in."""

    def __init__(self, theming: Theming, at: str, name: str, offered_at: str | None = None) -> None:
        super().__init__()
        self.offered_at = offered_at
        self.at, self.name = QLineEdit(at), QLineEdit(name)
        self.at.setObjectName("rewardAtField")
        self.at.setMaxLength(6)
        self.at.setValidator(QIntValidator(0, 999_999, self.at))
        self.at.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.at.setFixedWidth(theming.px(110))
        self.at.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.name.setObjectName("rewardNameField")
        self.name.setMaxLength(60)
        self.remove = IconButton(theming, "close", name="removeRewardButton")
        line = row(self.at, self.name, self.remove, spacing=10)
        line.setStretch(1, 1)
        self.setLayout(line)
        self.retranslate()

    @property
    def is_untouched(self) -> bool:
        return not self.name.text() and self.at.text() == self.offered_at

    @property
    def goal(self) -> int | None:
        return int(self.at.text()) if self.at.text() else None

    def offer(self, at: str) -> None:
        self.offered_at = at
        self.at.setText(at)

    @override
    def retranslate(self) -> None:
        self.at.setPlaceholderText("8")
        self.at.setAccessibleName(translate("forms", "At how many stamps or points"))
        self.name.setPlaceholderText(translate("forms", "Free coffee"))
        self.name.setAccessibleName(translate("forms", "Name of the reward"))
        self.remove.set_name(translate("forms", "Remove this reward"))


class RewardsForm(Translated, QWidget):
    """A form with a line for each reward. A line without a name does not count."""

    changed = Signal()

    def __init__(self, theming: Theming) -> None:
        super().__init__()
        self._theming = theming
        self._lines: list[_RewardLine] = []
        self._at, self._called = label("label"), label("label")
        self._at.setFixedWidth(theming.px(110))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        self._add = Button("", name="addRewardButton", on_click=self._add_one)
        self._error = label("trouble", name="rewardsTrouble", wraps=True)
        self._error.hide()
        heads = row(self._at, self._called, 1, spacing=10)
        self.setLayout(column(heads, self._rows, self._error, row(self._add, 1), spacing=8))
        self.retranslate()

    def show_names(self, names: Mapping[int, str]) -> None:
        """Show the names of the settings in place of what was entered."""
        clear(self._rows)
        self._lines = []
        for at in sorted(names):
            self._put(_RewardLine(self._theming, str(at), names[at]))
        self.offer_goals(())

    def offer_goals(self, goals: Collection[int]) -> None:
        """Add an empty line for each goal that has none; what was entered stays."""
        unused = [each for each in self._lines if each.is_untouched and each.goal not in goals]
        missing = [str(goal) for goal in sorted(set(goals) - {each.goal for each in self._lines})]
        if not missing and len(unused) == len(self._lines):
            missing = [""]
        for line, at in zip(unused, missing, strict=False):
            line.offer(at)
        for line in unused[len(missing) :]:
            self._take_out(line)
        for at in missing[len(unused) :]:
            self._put(_RewardLine(self._theming, at, "", offered_at=at))

    def focus(self) -> None:
        """Put the cursor where the first name is missing."""
        missing = next((each.name for each in self._lines if not each.name.text()), None)
        if missing is not None:
            missing.setFocus(Qt.FocusReason.OtherFocusReason)

    def names(self) -> dict[str, str] | None:
        """Return the names by threshold; None, and show why, where a threshold is missing or occurs twice."""
        filled = [(each.at.text().lstrip("0"), each.name.text().strip()) for each in self._lines]
        filled = [(at, name) for at, name in filled if name]
        thresholds = [at for at, _ in filled]
        self._error.setVisible("" in thresholds or len(set(thresholds)) < len(thresholds))
        if not self._error.isVisibleTo(self):
            return dict(filled)
        self._error.setText(self.tr("Each reward needs its own number of stamps or points."))
        return None

    @override
    def retranslate(self) -> None:
        self._at.setText(self.tr("At"))
        self._called.setText(self.tr("Reward"))
        self._add.setText(self.tr("Another reward"))

    def _add_one(self) -> None:
        self._put(_RewardLine(self._theming, "", ""))
        self._lines[-1].at.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _put(self, made: _RewardLine) -> None:
        """Add a line before those with a higher threshold."""
        made.remove.clicked.connect(lambda: self._remove(made))
        made.name.textChanged.connect(self._on_typed)
        made.at.textChanged.connect(self._on_typed)
        goals = [made.goal is not None and each.goal is not None and each.goal > made.goal for each in self._lines]
        place = goals.index(True) if True in goals else len(goals)
        self._lines.insert(place, made)
        self._rows.insertWidget(place, made)
        self._add.setEnabled(len(self._lines) < _MOST)

    def _remove(self, line: _RewardLine) -> None:
        self._take_out(line)
        self._on_typed()

    def _take_out(self, line: _RewardLine) -> None:
        self._lines.remove(line)
        line.hide()
        line.deleteLater()
        self._add.setEnabled(len(self._lines) < _MOST)

    def _on_typed(self) -> None:
        self._error.hide()
        self.changed.emit()
