"""Names of rewards by their threshold, for cards of which Kreward tells the thresholds alone."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from kreward_pos.overriding import override
from kreward_pos.ui.theme.theming import Theming
from kreward_pos.ui.widgets.basic import Button, IconButton, clear, column, label, row
from kreward_pos.ui.widgets.translated import Translated

translate = QCoreApplication.translate
_MOST = 12


class _Line(Translated, QFrame):
    """One reward: at how many, and what it is called."""

    def __init__(self, look: Theming, at: str, name: str) -> None:
        super().__init__()
        self.at, self.name = QLineEdit(at), QLineEdit(name)
        self.at.setObjectName("rewardAtField")
        self.at.setMaxLength(6)
        self.at.setValidator(QIntValidator(0, 999_999, self.at))
        self.at.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.at.setFixedWidth(look.px(110))
        self.at.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.name.setObjectName("rewardNameField")
        self.name.setMaxLength(60)
        self.remove = IconButton(look, "close", name="removeRewardButton")
        line = row(self.at, self.name, self.remove, spacing=10)
        line.setStretch(1, 1)
        self.setLayout(line)
        self.retranslate()

    @override
    def retranslate(self) -> None:
        self.at.setPlaceholderText("8")
        self.at.setAccessibleName(translate("forms", "At how many stamps or points"))
        self.name.setPlaceholderText(translate("forms", "Free coffee"))
        self.name.setAccessibleName(translate("forms", "Name of the reward"))
        self.remove.say(translate("forms", "Remove this reward"))


class RewardsForm(Translated, QWidget):
    """A line for each reward. A line without a name is as if it were not there."""

    changed = Signal()

    def __init__(self, look: Theming) -> None:
        super().__init__()
        self._look = look
        self._lines: list[_Line] = []
        self._at, self._called = label("label"), label("label")
        self._at.setFixedWidth(look.px(110))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        self._add = Button("", name="addRewardButton", on_click=self._add_one)
        self._trouble = label("trouble", name="rewardsTrouble", wraps=True)
        self._trouble.hide()
        heads = row(self._at, self._called, 1, spacing=10)
        self.setLayout(column(heads, self._rows, self._trouble, row(self._add, 1), spacing=8))
        self.retranslate()

    def offer(self, names: Mapping[int, str], goals: Iterable[int]) -> None:
        """Show the names given so far, and an empty line for each goal that has none."""
        clear(self._rows)
        self._lines = []
        for at in sorted({*names, *goals}):
            self._put(str(at), names.get(at, ""))
        if not self._lines:
            self._put("", "")

    def focus(self) -> None:
        """Put the cursor where the first name is missing."""
        missing = next((each.name for each in self._lines if not each.name.text()), None)
        if missing is not None:
            missing.setFocus(Qt.FocusReason.OtherFocusReason)

    def names(self) -> dict[str, str] | None:
        """The names by threshold; None, and said so, where a threshold is missing or stands twice."""
        filled = [(each.at.text().lstrip("0"), each.name.text().strip()) for each in self._lines]
        filled = [(at, name) for at, name in filled if name]
        thresholds = [at for at, _ in filled]
        self._trouble.setVisible("" in thresholds or len(set(thresholds)) < len(thresholds))
        if not self._trouble.isVisibleTo(self):
            return dict(filled)
        self._trouble.setText(self.tr("Each reward needs its own number of stamps or points."))
        return None

    @override
    def retranslate(self) -> None:
        self._at.setText(self.tr("At"))
        self._called.setText(self.tr("Reward"))
        self._add.setText(self.tr("Another reward"))

    def _add_one(self) -> None:
        self._put("", "")
        self._lines[-1].at.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _put(self, at: str, name: str) -> None:
        made = _Line(self._look, at, name)
        made.remove.clicked.connect(lambda: self._remove(made))
        made.name.textChanged.connect(self._on_typed)
        made.at.textChanged.connect(self._on_typed)
        self._lines.append(made)
        self._rows.addWidget(made)
        self._add.setEnabled(len(self._lines) < _MOST)

    def _remove(self, line: _Line) -> None:
        self._lines.remove(line)
        line.hide()
        line.deleteLater()
        self._add.setEnabled(True)
        self._on_typed()

    def _on_typed(self) -> None:
        self._trouble.hide()
        self.changed.emit()
