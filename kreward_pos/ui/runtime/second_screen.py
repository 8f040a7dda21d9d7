"""The place of a window that needs a screen for itself, while screens come and go. Knows nothing of what it shows."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget


class Screens(Protocol):
    """The screens of this computer, as far as a window that needs one for itself must know them."""

    def watch(self, changed: Callable[[], object]) -> None:
        """Call `changed` whenever a screen comes, goes, or changes its size or position."""
        ...

    def other_screen(self, counter: QWidget) -> QRect | None:
        """Return the geometry of a screen on which `counter` is not; None where there is no other."""
        ...


class QtScreens:
    """The screens that Qt knows. A screen that shows the same as the counter's does not count as another one."""

    def watch(self, changed: Callable[[], object]) -> None:
        """Call `changed` on every signal of Qt's about screens."""
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)

        def watch(screen: QScreen) -> None:
            screen.geometryChanged.connect(lambda _geometry: changed())
            changed()

        app.screenAdded.connect(watch)
        app.screenRemoved.connect(lambda _screen: changed())
        app.primaryScreenChanged.connect(lambda _screen: changed())
        for screen in app.screens():
            watch(screen)

    def other_screen(self, counter: QWidget) -> QRect | None:
        """Return the geometry of another screen, preferably not the primary one, where the counter would reopen."""
        own = counter.screen()
        others = [
            screen
            for screen in QGuiApplication.screens()
            if screen != own and not screen.geometry().intersects(own.geometry())
        ]
        others.sort(key=lambda screen: screen == QGuiApplication.primaryScreen())
        return others[0].geometry() if others else None


class ScreenPlacement(QObject):
    """A controller that shows `display` on a screen without the counter, and hides it where there is none.

    Window thread only. `appeared` carries whether it is visible.
    """

    appeared = Signal(bool)

    def __init__(self, display: QWidget, screens: Screens) -> None:
        super().__init__(display)
        self._display, self._screens, self._is_wanted = display, screens, True
        self._counter: QWidget | None = None
        self._geometry = QRect()
        # Screens change in bursts, and Qt still lists a removed one while it signals that.
        self._update_timer = QTimer(self, interval=0, singleShot=True)
        self._update_timer.timeout.connect(self._place_display)

    def follow(self, counter: QWidget) -> None:
        """Avoid the screen of the window `counter` from now on."""
        self._counter = counter
        self._screens.watch(self._update_timer.start)
        if (handle := counter.windowHandle()) is not None:
            handle.screenChanged.connect(self._update_timer.start)
        self._update_timer.start()

    def set_wanted(self, is_wanted: bool) -> None:
        """Show the display, where there is a screen for it, or never."""
        self._is_wanted = is_wanted
        self._update_timer.start()

    @Slot()
    def _place_display(self) -> None:
        counter, display = self._counter, self._display
        if counter is None:
            return
        geometry = self._screens.other_screen(counter) if self._is_wanted and counter.isVisible() else None
        if geometry is None:
            display.hide()
        elif not display.isVisible() or geometry != self._geometry:
            was_active = counter.isActiveWindow()
            self._show_on(geometry)
            if was_active:  # some window managers give the focus unasked
                counter.activateWindow()
        self.appeared.emit(geometry is not None)

    def _show_on(self, geometry: QRect) -> None:
        self._geometry = geometry
        self._display.hide()
        # Wayland places windows by their screen, the other systems by their geometry.
        if (screen := QGuiApplication.screenAt(geometry.center())) is not None:
            self._display.setScreen(screen)
        self._display.setGeometry(geometry)
        # `showFullScreen` would ask for the focus.
        self._display.setWindowState(Qt.WindowState.WindowFullScreen)
        self._display.show()
