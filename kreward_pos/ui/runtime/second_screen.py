"""Where a window stands that wants a screen for itself, while screens come and go. Knows nothing of what it shows."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget


class Screens(Protocol):
    """The screens of this computer, as far as a window that wants one for itself must know them."""

    def listen(self, changed: Callable[[], object]) -> None:
        """Call `changed` whenever a screen comes, goes or changes its size or place."""
        ...

    def besides(self, counter: QWidget) -> QRect | None:
        """Where the screen is on which `counter` is not; None where there is no other."""
        ...


class QtScreens:
    """The screens as Qt tells of them. A screen that shows the same as the counter's is no other screen."""

    def listen(self, changed: Callable[[], object]) -> None:
        """See `Screens.listen`."""
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

    def besides(self, counter: QWidget) -> QRect | None:
        """See `Screens.besides`; rather not the primary one, where the counter's window would open again."""
        own = counter.screen()
        others = [
            screen
            for screen in QGuiApplication.screens()
            if screen != own and not screen.geometry().intersects(own.geometry())
        ]
        others.sort(key=lambda screen: screen == QGuiApplication.primaryScreen())
        return others[0].geometry() if others else None


class ScreenPlacement(QObject):
    """Puts `display` on the screen where the counter is not, and hides it where there is none.

    Window thread only. `appeared` carries whether it is to be seen.
    """

    appeared = Signal(bool)

    def __init__(self, display: QWidget, screens: Screens) -> None:
        super().__init__(display)
        self._display, self._screens, self._is_wanted = display, screens, True
        self._counter: QWidget | None = None
        self._place = QRect()
        # Screens change in bursts, and one that goes is still listed while Qt tells of it.
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._soon.timeout.connect(self._look_around)

    def follow(self, counter: QWidget) -> None:
        """From now on, keep off the screen where the window `counter` is."""
        self._counter = counter
        self._screens.listen(self._soon.start)
        if (handle := counter.windowHandle()) is not None:
            handle.screenChanged.connect(self._soon.start)
        self._soon.start()

    def want(self, is_wanted: bool) -> None:
        """What the owner set."""
        self._is_wanted = is_wanted
        self._soon.start()

    @Slot()
    def _look_around(self) -> None:
        counter, display = self._counter, self._display
        if counter is None:
            return
        place = self._screens.besides(counter) if self._is_wanted and counter.isVisible() else None
        if place is None:
            display.hide()
        elif not display.isVisible() or place != self._place:
            was_active = counter.isActiveWindow()
            self._stand_on(place)
            if was_active:  # some window managers give the focus unasked
                counter.activateWindow()
        self.appeared.emit(place is not None)

    def _stand_on(self, place: QRect) -> None:
        self._place = place
        self._display.hide()
        # Wayland places windows by their screen, the other systems by their geometry.
        if (screen := QGuiApplication.screenAt(place.center())) is not None:
            self._display.setScreen(screen)
        self._display.setGeometry(place)
        # `showFullScreen` would ask for the focus.
        self._display.setWindowState(Qt.WindowState.WindowFullScreen)
        self._display.show()
