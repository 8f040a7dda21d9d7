"""A field of a form: its caption above, the box, and below it what is wrong, in place."""

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QIntValidator, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QSizePolicy, QStyle, QStyleOptionButton, QWidget

from kreward_pos.overriding import override
from kreward_pos.ui.text import words
from kreward_pos.ui.widgets.basic import column, label, wrapped_lines

translate = QCoreApplication.translate
_MOST_LINES = 3


class Field(QWidget):
    """A box with a caption. `refuse` shows what is wrong until the box changes."""

    def __init__(self, box: QLineEdit | QComboBox, name: str) -> None:
        super().__init__()
        self.box = box
        box.setObjectName(name)
        self._caption = label("label", wraps=True)
        self._caption.setBuddy(box)
        self._error = label("trouble", name=f"{name}Trouble", wraps=True)
        self._error.hide()
        self.setLayout(column(self._caption, box, self._error, spacing=6))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        if isinstance(box, QLineEdit):
            box.textChanged.connect(self.clear_error)
        else:
            box.currentIndexChanged.connect(self.clear_error)

    @property
    def has_error(self) -> bool:
        """Return whether something is wrong."""
        return self._error.isVisibleTo(self)

    def set_caption(self, caption: str) -> None:
        """Set the caption."""
        self._caption.setText(caption)
        self.box.setAccessibleName(caption)

    def show_error(self, why: str) -> None:
        """Show what is wrong."""
        self._error.setText(why)
        self._error.show()
        self.box.setAccessibleDescription(why)

    def clear_error(self) -> None:
        """Hide what was wrong."""
        self._error.hide()
        self.box.setAccessibleDescription("")


class NumberField(Field):
    """A field for a whole number within bounds."""

    def __init__(self, name: str, least: int, most: int) -> None:
        self._line = QLineEdit()
        super().__init__(self._line, name)
        self._least, self._most = least, most
        self._line.setMaxLength(len(str(most)))
        self._line.setValidator(QIntValidator(0, 10 ** len(str(most)) - 1, self._line))
        self._line.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)

    def show_number(self, number: int) -> None:
        """Fill in a number."""
        self._line.setText(str(number))

    def number(self) -> int | None:
        """Return the number; None, and show why, where it is out of bounds."""
        text = self._line.text()
        if text and self._least <= int(text) <= self._most:
            return int(text)
        source = translate("forms", "A whole number from {least} to {most}.")
        self.show_error(source.format(least=words.number(self._least), most=words.number(self._most)))
        return None


class ChoiceBox(QComboBox):
    """A box of values with texts; the mouse wheel scrolls the page and never changes the choice."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def offer(self, choices: list[tuple[object, str]], chosen: object) -> None:
        """Offer these values, each with its text; `chosen` is or becomes the current one."""
        self.blockSignals(True)
        self.clear()
        for value, text in choices:
            self.addItem(text, value)
        self.choose(chosen)
        self.blockSignals(False)

    def choose(self, value: object) -> None:
        """Make the value the current one."""
        place = next((place for place in range(self.count()) if self.itemData(place) == value), 0)
        self.setCurrentIndex(place)


def line_edit(longest: int) -> QLineEdit:
    """Return a line edit for at most `longest` characters."""
    box = QLineEdit()
    box.setMaxLength(longest)
    return box


class WrappingCheckBox(QCheckBox):
    """A check box whose text wraps to a second line where it does not fit."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._text = ""
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_text(self, text: str) -> None:
        """Set the text."""
        self._text = text
        self.setAccessibleName(text)
        self.setText(text)
        self._wrap()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._wrap()

    @override
    def sizeHint(self) -> QSize:
        hint, metrics = super().sizeHint(), self.fontMetrics()
        wrapped_width = metrics.horizontalAdvance(self._text) - metrics.size(0, self.text()).width()
        return QSize(hint.width() + wrapped_width, hint.height())

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def _wrap(self) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        room = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxContents, option, self).width()
        text = "\n".join(wrapped_lines(self._text, self.font(), room, _MOST_LINES))
        if text != self.text():
            self.setText(text)
