"""Theme and scale of the application: applies the colours, the font and the style sheet.

Qt's own colour scheme switch does nothing on some platforms, so the app has two palettes of its own.
"""

from PySide6.QtCore import QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from kreward_pos.ui.theme import fonts, stylesheet
from kreward_pos.ui.theme.palettes import DARK, LIGHT, TARGET_PX, Palette, ThemeChoice

_LOW_PX = 700


def scale_for(size: QSize) -> float:
    """Return the scale for a window of `size`: 0.85 on small tills, 1 at 1280 × 800, up to 2.5."""
    fit = min(size.width() / 1280, size.height() / 800)
    if fit < 0.95:
        return 0.85
    return min(2.5, max(1.0, int(fit * 4) / 4))


class Theming(QObject):
    """The theme and scale of the whole application; emits `changed` when painted widgets must repaint.

    Window thread only.
    """

    changed = Signal()

    def __init__(self, app: QApplication, theme: ThemeChoice = "system") -> None:
        super().__init__(app)
        self._app = app
        self._theme: ThemeChoice = theme
        self._scale = 1.0
        self._is_low = False
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_changed)
        self._apply()

    @property
    def theme(self) -> ThemeChoice:
        """Return the theme that was chosen."""
        return self._theme

    @property
    def palette(self) -> Palette:
        """Return the colours in use."""
        if self._theme == "system":
            is_dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        else:
            is_dark = self._theme == "dark"
        return DARK if is_dark else LIGHT

    def px(self, size: float) -> int:
        """Return `size` design pixels at this scale."""
        return round(size * self._scale)

    def target_px(self, size: float) -> int:
        """Return `size` design pixels at this scale, at least as much as a finger needs."""
        return max(TARGET_PX, self.px(size))

    @property
    def is_low(self) -> bool:
        """Return whether the window is so low that panels leave parts out, as on small tills."""
        return self._is_low

    def set_theme(self, theme: ThemeChoice) -> None:
        """Apply another theme."""
        if theme != self._theme:
            self._theme = theme
            self._apply()

    def scale_to(self, size: QSize) -> None:
        """Scale to a window of `size`."""
        fitting = scale_for(size), size.height() < _LOW_PX
        if fitting != (self._scale, self._is_low):
            self._scale, self._is_low = fitting
            self._apply()

    @Slot()
    def _on_system_changed(self) -> None:
        if self._theme == "system":
            self._apply()

    def _apply(self) -> None:
        font = QFont()
        font.setFamilies(fonts.FAMILIES)
        font.setPixelSize(self.px(16))
        self._app.setFont(font)
        self._app.setPalette(_qt_palette(self.palette))
        self._app.setStyleSheet(stylesheet.sheet(self.palette, self.px, self.target_px))
        self.changed.emit()


def _qt_palette(colours: Palette) -> QPalette:
    roles = QPalette.ColorRole
    palette = QPalette()
    for role, colour in (
        (roles.Window, colours.ground),
        (roles.Base, colours.surface),
        (roles.AlternateBase, colours.hover),
        (roles.Button, colours.surface),
        (roles.ToolTipBase, colours.inverse),
        (roles.ToolTipText, colours.on_inverse),
        (roles.Text, colours.text),
        (roles.WindowText, colours.text),
        (roles.ButtonText, colours.text),
        (roles.PlaceholderText, colours.muted),
        (roles.Highlight, colours.primary),
        (roles.HighlightedText, colours.on_primary),
        (roles.Link, colours.primary_text),
    ):
        palette.setColor(role, QColor(colour))
    return palette
