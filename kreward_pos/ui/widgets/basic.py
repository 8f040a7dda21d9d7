"""Small widgets that panels consist of. They know colours by their role and no value of the till."""

import html
from collections.abc import Callable, Iterable
from typing import TypeVar

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextLayout,
)
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from kreward_pos.overriding import override
from kreward_pos.ui.theme import icons
from kreward_pos.ui.theme.theming import Theming

Margins = tuple[int, int, int, int]
"""Left, top, right, bottom, in pixels."""

_Box = TypeVar("_Box", bound=QBoxLayout)
IS_BY_KEY = "isByKey"
"""Property of a window: whether the last input was by key."""
_BY_KEY = frozenset(
    {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason}
)


def set_style_property(widget: QWidget, name: str, value: str | bool) -> None:
    """Set a property that the style sheet uses, and restyle the widget where it changed."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def label(role: str, text: str = "", *, name: str = "", wraps: bool = False) -> QLabel:
    """Return a label of plain text, never markup."""
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(text)
    made.setProperty("role", role)
    made.setWordWrap(wraps)
    made.setIndent(0)
    made.setObjectName(name)
    return made


def frame(role: str, layout: QLayout, *, name: str = "") -> QFrame:
    """Return a frame around a layout."""
    made = QFrame()
    made.setProperty("role", role)
    made.setObjectName(name)
    made.setLayout(layout)
    return made


def row(*items: QWidget | QLayout | int, spacing: int = 12, margins: Margins = (0, 0, 0, 0)) -> QHBoxLayout:
    """Return a row of items; a number is a stretch."""
    return _fill(QHBoxLayout(), items, spacing, margins)


def column(*items: QWidget | QLayout | int, spacing: int = 12, margins: Margins = (0, 0, 0, 0)) -> QVBoxLayout:
    """Return a column of items; a number is a stretch."""
    return _fill(QVBoxLayout(), items, spacing, margins)


def scroll_area(inner: QWidget) -> QScrollArea:
    """Return an area in which `inner` scrolls up and down; the focus goes to the parts of `inner`."""
    made = QScrollArea()
    made.setWidget(inner)
    made.setWidgetResizable(True)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return made


def clear(layout: QLayout) -> None:
    """Remove everything from a layout and delete its widgets."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()


def tool_tip(text: str) -> str:
    """Return a tool tip that shows `text` as it is: Qt would take some texts for markup."""
    return f"<p>{html.escape(text)}</p>" if text else ""


def wrapped_lines(text: str, font: QFont, room: float, most_lines: int) -> list[str]:
    """Return `text` in lines that are at most `room` wide, broken between words, the last one cut with `…`."""
    folding, lines, rest = QTextLayout(text, font), list[str](), text
    folding.beginLayout()
    while len(lines) < most_lines - 1 and (line := folding.createLine()).isValid():
        line.setLineWidth(room)
        lines.append(text[line.textStart() : line.textStart() + line.textLength()].rstrip())
        rest = text[line.textStart() + line.textLength() :]
    folding.endLayout()
    last = QFontMetricsF(font).elidedText(rest, Qt.TextElideMode.ElideRight, room)
    return [*lines, last] if last or not lines else lines


class ElidedLabel(QLabel):
    """A label of plain text in at most `lines` lines, cut with `…` where it does not fit.

    A pointer held over a cut text shows all of it.
    """

    def __init__(self, role: str, *, name: str = "", lines: int = 1) -> None:
        super().__init__()
        self._full, self._lines = "", lines
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def full_text(self) -> str:
        """Return the text before it was cut."""
        return self._full

    def show_text(self, text: str) -> None:
        """Show `text`."""
        self._full = text
        self.setAccessibleName(text)
        self._cut()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cut()

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def _cut(self) -> None:
        cut = "\n".join(wrapped_lines(self._full, self.font(), max(self.contentsRect().width(), 0), self._lines))
        if cut != self.text():
            self.setText(cut)
        self.setToolTip(tool_tip(self._full) if cut.endswith("…") and cut != self._full else "")


class Button(QPushButton):
    """A push button that shows a focus ring only to a person who works by keys."""

    def __init__(
        self, role: str = "", text: str = "", *, name: str = "", on_click: Callable[[], object] | None = None
    ) -> None:
        super().__init__(text)
        self.setProperty("role", role)
        self.setObjectName(name)
        # A click must not take the focus: Space would then repeat that button instead of stamping.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        if on_click is not None:
            self.clicked.connect(lambda: on_click())  # noqa: PLW0108 - drops the signal's `checked`

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring where the focus came by key, or was put here while a person works by keys."""
        set_style_property(self, "ring", event.reason() in _BY_KEY or bool(self.window().property(IS_BY_KEY)))
        super().focusInEvent(event)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        set_style_property(self, "ring", value=False)
        super().focusOutEvent(event)


class KeyButton(Button):
    """A button with an icon, its text, and its key beside the text."""

    def __init__(
        self, theming: Theming, role: str, icon: str, *, name: str = "", on_click: Callable[[], object] | None = None
    ) -> None:
        super().__init__(role, name=name, on_click=on_click)
        self._theming, self._icon = theming, icon
        self._sign, self._face, self._hint = QLabel(), label("face"), label("hint")
        inner = row(1, self._sign, self._face, self._hint, 1, spacing=10, margins=(12, 0, 12, 0))
        for part in (self._sign, self._face, self._hint):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            inner.setAlignment(part, Qt.AlignmentFlag.AlignVCenter)
        self.setLayout(inner)
        theming.changed.connect(self._tint)
        self._tint()

    @property
    def label_text(self) -> str:
        """Return the button's text."""
        return self._face.text()

    def show_text(self, text: str, key: str) -> None:
        """Set the text and the key's name."""
        self._face.setText(text)
        self._hint.setText(key)
        self._hint.setVisible(bool(key))
        self.setAccessibleName(text)
        self.setAccessibleDescription(key)

    @override
    def sizeHint(self) -> QSize:
        inner = self.layout()
        return super().sizeHint() if inner is None else super().sizeHint().expandedTo(inner.sizeHint())

    def minimumSizeHint(self) -> QSize:
        """Return the whole size: the text is never cut."""
        return self.sizeHint()

    def set_icon(self, icon: str) -> None:
        """Change the icon."""
        self._icon = icon
        self._tint()

    def _tint(self) -> None:
        size = self._theming.px(26 if self.property("role") == "primary" else 20)
        colours = self._theming.palette
        colour = colours.on_primary if self.property("role") == "primary" and self.isEnabled() else colours.text
        self._sign.setPixmap(icons.pixmap(self._icon, colour, size, self.devicePixelRatioF()))


class IconButton(Button):
    """A square button with an icon alone; its text is for screen readers and the tool tip."""

    def __init__(
        self, theming: Theming, icon: str, *, name: str = "", on_click: Callable[[], object] | None = None
    ) -> None:
        super().__init__("icon", name=name, on_click=on_click)
        self._theming, self._icon = theming, icon
        theming.changed.connect(self._tint)
        self._tint()

    def set_name(self, text: str) -> None:
        """Set the button's name."""
        self.setAccessibleName(text)
        self.setToolTip(text)

    def _tint(self) -> None:
        size = self._theming.px(22)
        self.setIcon(icons.icon(self._icon, self._theming.palette.text, size))
        self.setIconSize(QSize(size, size))


class IconDisc(QWidget):
    """A large icon on a soft disc."""

    def __init__(self, theming: Theming, icon: str, tone: str = "primary") -> None:
        super().__init__()
        self._theming, self._icon, self._tone = theming, icon, tone
        theming.changed.connect(self._refit)
        self._refit()

    def show_icon(self, icon: str, tone: str = "primary") -> None:
        """Change the icon, and its tone: `primary` or `warn`."""
        self._icon, self._tone = icon, tone
        self.update()

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = self._theming.palette
        is_warning = self._tone == "warn"
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.warn_soft if is_warning else colours.primary_soft))
        painter.drawEllipse(self.rect())
        side = self.width() * 0.42
        where = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        icons.paint(painter, self._icon, colours.warn_text if is_warning else colours.primary, where)

    def _refit(self) -> None:
        side = self._theming.px(136)
        self.setFixedSize(side, side)
        self.update()


def _fill(layout: _Box, items: Iterable[QWidget | QLayout | int], spacing: int, margins: Margins) -> _Box:
    layout.setSpacing(spacing)
    layout.setContentsMargins(*margins)
    for item in items:
        if isinstance(item, int):
            layout.addStretch(item)
        elif isinstance(item, QWidget):
            layout.addWidget(item)
        else:
            layout.addLayout(item)
    return layout
