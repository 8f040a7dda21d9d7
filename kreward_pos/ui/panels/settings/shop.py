"""The shop: keys, cards, names of rewards, and Kreward's address."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal, Slot

from kreward_pos.api.address import checked_base_url, checked_proxy
from kreward_pos.api.models import Account, Template
from kreward_pos.errors import SettingsRefused
from kreward_pos.overriding import override
from kreward_pos.ui.forms.cards import CardsForm
from kreward_pos.ui.forms.field import Field, line_edit
from kreward_pos.ui.forms.keys import KeysForm
from kreward_pos.ui.forms.rewards import RewardsForm
from kreward_pos.ui.panels.settings.section import Section
from kreward_pos.ui.runtime.ports import Connection, OwnerSetup, SettingsView
from kreward_pos.ui.runtime.tasks import TaskRunner
from kreward_pos.ui.theme.theming import Theming
from kreward_pos.ui.widgets.basic import Button, label, row


class ShopSection(Section):
    """The section for the shop. `guide_wanted` opens the guided set-up."""

    section_name = "shop"
    guide_wanted = Signal()

    def __init__(self, theming: Theming, connection: Connection, setup: OwnerSetup, runner: TaskRunner) -> None:
        super().__init__()
        self._connection, self._runner = connection, runner
        self.keys = KeysForm(setup, runner)
        self.keys.tested.connect(self._on_tested)
        self._cards, self._rewards = CardsForm(), RewardsForm(theming)
        self._heads = [label("section") for _ in range(3)]
        self._lead = label("muted", wraps=True)
        self._url, self._proxy = line_edit(300), line_edit(300)
        self._url_field, self._proxy_field = Field(self._url, "baseUrlField"), Field(self._proxy, "proxyField")
        self._url.textChanged.connect(self._on_address_changed)
        self._guide = Button("link", name="guideButton", on_click=self.guide_wanted.emit)
        cards, rewards, address = self._heads
        self.lay_out(
            self.keys,
            row(self._guide, 1),
            cards,
            self._cards,
            rewards,
            self._lead,
            self._rewards,
            address,
            self._url_field,
            self._proxy_field,
        )
        self.retranslate()

    @override
    def title(self) -> str:
        return self.tr("Shop")

    @override
    def show_view(self, view: SettingsView) -> None:
        self.keys.show_view(view)
        self._url.setText(view.settings.base_url)
        self._proxy.setText(view.settings.proxy)
        self._cards.show_choice(view.settings.template_ids)
        self._rewards.show_names(view.settings.names_of_tiers)
        self._offer(self._cards.templates)
        self._runner.ask(self._connection.templates, self._offer, lambda _error: None)

    @override
    def fields(self) -> dict[str, object] | None:
        names = self._rewards.names()
        if names is None or not self._check_addresses():
            return None
        return {
            "template_ids": self._cards.chosen(),
            "tier_names": names,
            "base_url": self._url.text().strip(),
            "proxy": self._proxy.text().strip(),
        }

    @override
    def clear(self) -> None:
        self.keys.clear()

    @override
    def retranslate(self) -> None:
        texts = (self.tr("Cards this till uses"), self.tr("Names of rewards"), self.tr("Connection"))
        for head, text in zip(self._heads, texts, strict=True):
            head.setText(text)
        self._lead.setText(self.tr("Used where Kreward gives no name."))
        self._guide.setText(self.tr("Guided set-up"))
        self._url_field.set_caption(self.tr("Address of Kreward's API"))
        self._proxy_field.set_caption(self.tr("Proxy (usually empty)"))

    @Slot(object)
    def _on_tested(self, account: Account) -> None:
        if self.keys.secret:
            self._offer(account.templates)

    def _offer(self, templates: Sequence[Template]) -> None:
        self._cards.offer(templates)
        self._rewards.offer_goals([template.goal for template in templates if template.goal is not None])

    @Slot()
    def _on_address_changed(self) -> None:
        self.keys.base_url = self._url.text().strip()

    def _check_addresses(self) -> bool:
        return self._check_address(self._url_field, checked_base_url) and self._check_address(
            self._proxy_field, checked_proxy
        )

    def _check_address(self, field: Field, checked: Callable[[str], str]) -> bool:
        try:
            checked(self._url.text() if field is self._url_field else self._proxy.text())
        except SettingsRefused:
            is_url = field is self._url_field
            usual = self.tr("It begins with https:// and is usually https://api.kreward.net/v1")
            field.show_error(usual if is_url else self.tr("It looks like http://proxy.example.com:8080, or is empty."))
            return False
        return True
