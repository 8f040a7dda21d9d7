"""The Qt application: its style, fonts, theme, icon and language."""

import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import (
    QCoreApplication,
    QLibraryInfo,
    QLocale,
    QMessageLogContext,
    QSocketNotifier,
    QtMsgType,
    QTranslator,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication

from kreward_pos.languages import Language, language_for
from kreward_pos.ui.runtime import resources
from kreward_pos.ui.theme import fonts, icons
from kreward_pos.ui.theme.palettes import ThemeChoice
from kreward_pos.ui.theme.theming import Theming


def make_application(
    argv: Sequence[str], theme: ThemeChoice = "system", language: str = ""
) -> tuple[QApplication, Theming]:
    """Return the one application of this process, in this theme and language. Call it before making widgets.

    `language` is a code of `kreward_pos.languages`.
    """
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(list(argv))
    for old in app.findChildren(Theming):
        old.deleteLater()
    app.setApplicationName("kreward-pos")
    app.setApplicationDisplayName("Kreward POS")
    app.setDesktopFileName("kreward-pos")
    icons.load_all()
    app.setWindowIcon(icons.app_icon())
    theming = apply_style(app, theme)
    set_language(language)
    return app, theming


@contextmanager
def quit_on_interrupt(app: QApplication) -> Iterator[None]:
    """Let Ctrl+C and SIGTERM close the window: Python's signal handlers wait while Qt's loop runs."""
    near, far = socket.socketpair()
    near.setblocking(False)
    notifier = QSocketNotifier(far.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(lambda *_: app.closeAllWindows())
    before = [signal.signal(each, lambda *_: None) for each in (signal.SIGINT, signal.SIGTERM)]
    before_fd = signal.set_wakeup_fd(near.fileno())
    try:
        yield
    finally:
        signal.set_wakeup_fd(before_fd)
        for each, handler in zip((signal.SIGINT, signal.SIGTERM), before, strict=True):
            signal.signal(each, handler)
        notifier.setEnabled(False)
        near.close()
        far.close()


@contextmanager
def without_size_hint_warnings() -> Iterator[None]:
    """Suppress one warning, which Qt's offscreen platform prints for every window."""

    def write(_kind: QtMsgType, _context: QMessageLogContext, message: str | None) -> None:
        if message != "This plugin does not support propagateSizeHints()":
            sys.stderr.write(f"{message}\n")

    before = qInstallMessageHandler(write)
    try:
        yield
    finally:
        qInstallMessageHandler(before)


def apply_style(app: QApplication, theme: ThemeChoice) -> Theming:
    """Apply the style and the theme to `app`; return the theming."""
    fonts.load()
    app.setStyle("Fusion")
    return Theming(app, theme)


def set_language(code: str) -> None:
    """Set the language of texts, numbers and dates; widgets learn it by `LanguageChange`.

    Without a catalogue, texts stay English.
    """
    app = QCoreApplication.instance()
    assert app is not None
    language = language_for(code)
    QLocale.setDefault(QLocale(language.code))
    for old in app.findChildren(QTranslator):
        app.removeTranslator(old)
        old.deleteLater()
    qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    own_folder = str(resources.path("translations"))
    for name, folder in ((language.qt_catalogue, qt_folder), (f"kreward_pos_{language.code}", own_folder)):
        translator = QTranslator(app)
        if name and translator.load(name, folder):
            app.installTranslator(translator)
        else:
            translator.deleteLater()


def current_language() -> Language:
    """Return the language that was set last."""
    return language_for(QLocale().name())
