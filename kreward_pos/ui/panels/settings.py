"""The owner's page: keys and their test, language, theme, camera, the till's name."""

from typing import cast

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLineEdit, QScrollArea, QWidget

from kreward_pos.errors import TillError
from kreward_pos.kreward.answers import Account
from kreward_pos.ui import words
from kreward_pos.ui.backend import LanguageChoice, SetUp, SetUpChange, SetUpView
from kreward_pos.ui.panels.panel import Panel
from kreward_pos.ui.parts import Button, column, label, row
from kreward_pos.ui.tasks import TaskRunner
from kreward_pos.ui.theme import ThemeChoice

_LANGUAGES: tuple[tuple[LanguageChoice, str], ...] = (("en", "English"), ("zh_HK", "繁體中文（香港）"))
_KEY_LIMIT = 300


class SettingsPanel(Panel):
    """`saved` carries the change that took effect. Keys typed here are forgotten when the page is left."""

    panel_name = "settings"
    saved = Signal(object)
    closed = Signal()

    def __init__(self, setup: SetUp, runner: TaskRunner) -> None:
        super().__init__()
        self._setup, self._runner = setup, runner
        self._view: SetUpView | None = None
        self._found: Account | TillError | None = None
        self._is_busy = False
        self._title = label("title")
        self._secret, self._public = self._key_field("secretKeyField"), self._key_field("publicKeyField")
        self._till, self._camera = QLineEdit(), QLineEdit()
        self._language, self._theme = QComboBox(), QComboBox()
        for field, name in (
            (self._till, "tillNameField"),
            (self._camera, "cameraField"),
            (self._language, "languageBox"),
            (self._theme, "themeBox"),
        ):
            field.setObjectName(name)
        self._till.setMaxLength(40)
        self._camera.setMaxLength(300)
        for choice, name in _LANGUAGES:
            self._language.addItem(name, choice)
        for theme in ("system", "light", "dark"):
            self._theme.addItem("", theme)
        self._always_ask = QCheckBox()
        self._always_ask.setObjectName("alwaysAskBox")
        self._labels = [label("label") for _ in range(6)]
        self._result = label("muted", name="testResult", wraps=True)
        self._test = Button("", name="testButton", on_click=self._test_keys)
        self._save = Button("primary", name="saveButton", on_click=self._save_all)
        self._close = Button("", name="closeSettingsButton", on_click=self.closed.emit)
        buttons = row(self._test, 1, self._close, self._save)
        body = column(self._title, self._form(), self._result, buttons, spacing=14, margins=(32, 24, 32, 24))
        body.setStretch(1, 1)
        self.setLayout(body)
        self.reword()

    def open(self) -> None:
        """Ask for the settings in force."""
        self._found = None
        self.clear()
        self._runner.ask(self._setup.current, self._show_view, self._show_found)

    def clear(self) -> None:
        """Forget what was typed into the key fields."""
        self._secret.clear()
        self._public.clear()

    def reword(self) -> None:
        """See `Panel.reword`."""
        self._title.setText(self.tr("Settings"))
        names = (
            self.tr("Secret key"),
            self.tr("Public key (may stay empty)"),
            self.tr("Name of this till"),
            self.tr("Camera (a number, a name or a file)"),
            self.tr("Language"),
            self.tr("Colours"),
        )
        fields = (self._secret, self._public, self._till, self._camera, self._language, self._theme)
        for caption, name, field in zip(self._labels, names, fields, strict=True):
            caption.setText(name)
            field.setAccessibleName(name)
        for place, name in enumerate((self.tr("As the system"), self.tr("Light"), self.tr("Dark"))):
            self._theme.setItemText(place, name)
        self._always_ask.setText(self.tr("Ask me about every tap whose answer was lost"))
        kept = self.tr("Kept safely. Type to replace it")
        self._secret.setPlaceholderText(kept if self._view and self._view.has_secret else "kw_sk_…")
        self._public.setPlaceholderText(kept if self._view and self._view.has_public else "kw_pub_…")
        self._test.setText(self.tr("Testing …") if self._is_busy else self.tr("Test connection"))
        self._test.setEnabled(not self._is_busy)
        self._save.setText(self.tr("Save"))
        self._close.setText(self.tr("Close (Esc)"))
        self._reword_result()

    def _reword_result(self) -> None:
        if isinstance(self._found, TillError):
            self._result.setText(words.told(self._found))
        elif self._found is not None:
            self._result.setText(self.tr("Connected: {shop}").format(shop=words.account(self._found)))
        else:
            self._result.clear()

    def _show_view(self, view: SetUpView) -> None:
        self._view = view
        self._till.setText(view.till_name)
        self._camera.setText(view.camera)
        self._always_ask.setChecked(view.always_ask)
        self._language.setCurrentIndex(self._language.findData(view.language))
        self._theme.setCurrentIndex(self._theme.findData(view.theme))
        self.reword()

    def _show_found(self, found: Account | TillError) -> None:
        self._is_busy, self._found = False, found
        self.reword()

    @Slot()
    def _test_keys(self) -> None:
        secret, public = self._secret.text().strip(), self._public.text().strip()
        self._is_busy, self._found = True, None
        self.reword()
        self._runner.ask(lambda: self._setup.test(secret, public), self._show_found, self._show_found)

    @Slot()
    def _save_all(self) -> None:
        change = SetUpChange(
            secret=self._secret.text().strip() or None,
            public=self._public.text().strip() or None,
            till_name=self._till.text().strip() or None,
            language=cast("LanguageChoice", self._language.currentData()),
            theme=cast("ThemeChoice", self._theme.currentData()),
            camera=self._camera.text().strip(),
            always_ask=self._always_ask.isChecked(),
        )
        self._runner.tap(lambda: self._setup.save(change), lambda _none: self._on_saved(change), self._show_found)

    def _on_saved(self, change: SetUpChange) -> None:
        self.clear()
        self.saved.emit(change)

    def _key_field(self, name: str) -> QLineEdit:
        field = QLineEdit()
        field.setObjectName(name)
        field.setEchoMode(QLineEdit.EchoMode.Password)
        field.setMaxLength(_KEY_LIMIT)
        field.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        return field

    def _form(self) -> QScrollArea:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 6, 0)
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(6)
        fields = (self._secret, self._public, self._till, self._camera, self._language, self._theme)
        for place, (caption, field) in enumerate(zip(self._labels, fields, strict=True)):
            line, side = divmod(place, 2)
            grid.addWidget(caption, line * 3, side)
            grid.addWidget(field, line * 3 + 1, side)
            grid.setRowMinimumHeight(line * 3 + 2, 8)
        grid.addWidget(self._always_ask, 9, 0, 1, 2)
        grid.setRowStretch(10, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        inner = QWidget()
        inner.setLayout(grid)
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return area
