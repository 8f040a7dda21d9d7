"""The API keys, and their test with Kreward. What is typed is never shown and never read back."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from kreward_pos.api.errors import KeyRefused, NotSent, ShopRefused
from kreward_pos.api.models import Account
from kreward_pos.errors import TillError
from kreward_pos.overriding import override
from kreward_pos.ui.forms.field import Field
from kreward_pos.ui.runtime.ports import OwnerSetup, SettingsView
from kreward_pos.ui.runtime.tasks import Latest, TaskRunner
from kreward_pos.ui.text import words
from kreward_pos.ui.widgets.basic import Button, column, frame, label, row, set_style_property
from kreward_pos.ui.widgets.translated import Translated

_KEY_LIMIT = 300


class KeyLine(QLineEdit):
    """A line edit for a secret."""

    def __init__(self) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setMaxLength(_KEY_LIMIT)
        self.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)


class KeysForm(Translated, QWidget):
    """A form for both keys. `tested` carries the `Account` of the keys as typed; `changed` after every other change."""

    tested = Signal(object)
    changed = Signal()

    def __init__(self, setup: OwnerSetup, runner: TaskRunner) -> None:
        super().__init__()
        self._setup, self._tests = setup, Latest(runner)
        self._view: SettingsView | None = None
        self._found: Account | TillError | None = None
        self.base_url = ""
        self._secret, self._public = KeyLine(), KeyLine()
        self._secret_field = Field(self._secret, "secretKeyField")
        self._public_field = Field(self._public, "publicKeyField")
        self._test = Button("", name="testButton", on_click=self.test)
        self._result_title, self._result_text = (
            label("foundTitle", wraps=True),
            label("foundText", name="testResult", wraps=True),
        )
        self._result = frame(
            "found", column(self._result_title, self._result_text, spacing=2, margins=(18, 12, 18, 12))
        )
        self._result.hide()
        for key in (self._secret, self._public):
            key.textChanged.connect(self._on_changed)
            key.returnPressed.connect(self.test)
        line = row(self._test, 1)
        self.setLayout(column(self._secret_field, self._public_field, line, self._result, spacing=14))
        self.retranslate()

    @property
    def secret(self) -> str:
        """Return the secret key as typed, empty for the one in use."""
        return self._secret.text().strip()

    @property
    def public(self) -> str:
        """Return the public key as typed, empty for the one in use."""
        return self._public.text().strip()

    @property
    def account(self) -> Account | None:
        """Return the shop behind the keys as they are, once Kreward has told it."""
        return self._found if isinstance(self._found, Account) else None

    @property
    def is_untested(self) -> bool:
        """Return whether a key was typed that Kreward has not confirmed."""
        return bool(self.secret or self.public) and self.account is None

    @property
    def saves_keys(self) -> bool:
        """Return whether a key that is entered here outlives this run."""
        return self._view is None or self._view.saves_keys

    @property
    def is_busy(self) -> bool:
        """Return whether a test is under way."""
        return self._tests.is_waiting

    def show_view(self, view: SettingsView) -> None:
        """Show which keys there are."""
        self._view = view
        self.retranslate()

    def hide_test(self) -> None:
        """Hide the test's button, where the caller has one."""
        self._test.hide()

    def focus(self) -> None:
        """Put the cursor into the field of the first key."""
        self._secret.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear(self) -> None:
        """Forget what was typed."""
        self._secret.clear()
        self._public.clear()
        self._on_changed()

    @Slot()
    def test(self) -> None:
        """Ask Kreward whose keys these are."""
        if self.is_busy:
            return
        secret, public, base_url = self.secret, self.public, self.base_url
        self._found = None
        self._tests.ask(lambda: self._setup.test(secret, public, base_url), self._on_result, self._on_result)
        self.retranslate()

    @override
    def retranslate(self) -> None:
        self._secret_field.set_caption(self.tr("Secret key"))
        self._public_field.set_caption(self.tr("Public key (optional)"))
        view = self._view
        there = self.tr("Kept safely. Type to replace it") if self.saves_keys else self.tr("In use. Type to replace it")
        self._secret.setPlaceholderText(there if view is not None and view.has_secret else "kw_sk_…")
        self._public.setPlaceholderText(there if view is not None and view.has_public else "kw_pub_…")
        self._test.setText(self.tr("Testing …") if self.is_busy else self.tr("Test connection"))
        self._test.setEnabled(not self.is_busy)
        self._show_result()

    def failure_texts(self, error: TillError) -> tuple[str, str]:
        """Return a failure in the owner's words: what happened, and what to do about the keys."""
        if isinstance(error, KeyRefused):
            return self.tr("Kreward does not know this key"), self.tr(
                "Copy it again from the Kreward dashboard. A key that was replaced there no longer works."
            )
        if isinstance(error, ShopRefused):
            return self.tr("Kreward does not let this shop use its API"), self.tr(
                "The API needs the Growth or Enterprise plan. For a public key, also check its allowed origins."
            )
        if isinstance(error, NotSent):
            return words.title(error), self.tr("Check this computer's internet connection, then test again.")
        return words.title(error), words.sentence(error)

    def _show_result(self) -> None:
        found = self._found
        self._result.setVisible(found is not None)
        for part in (self._result, self._result_title, self._result_text):
            set_style_property(part, "tone", "warn" if isinstance(found, TillError) else "")
        if isinstance(found, Account):
            self._result_title.setText(self.tr("Connected: {shop}").format(shop=found.merchant))
            self._result_text.setText(words.plan_and_cards(found) if self._has_secret() else self._enrols_alone())
        elif found is not None:
            head, rest = self.failure_texts(found)
            self._result_title.setText(head)
            self._result_text.setText(rest)

    def _has_secret(self) -> bool:
        return bool(self.secret) or (self._view is not None and self._view.has_secret)

    def _enrols_alone(self) -> str:
        return self.tr("With this key alone, the till only makes new cards. Stamps and rewards need the secret key.")

    def _on_result(self, found: Account | TillError) -> None:
        self._found = found
        self.retranslate()
        if isinstance(found, Account):
            self.tested.emit(found)
        else:
            self.changed.emit()

    @Slot()
    def _on_changed(self) -> None:
        """Drop the result of the test, which was of other keys."""
        self._tests.cancel()
        self._found = None
        self.retranslate()
        self.changed.emit()
