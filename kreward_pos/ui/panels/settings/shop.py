"""Whose shop this is: keys, cards, names of rewards, and where Kreward is found."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal, Slot

from kreward_pos.api.address import checked_base_url, checked_proxy
from kreward_pos.api.models import Account, Template
from kreward_pos.errors import SettingsRefused
from kreward_pos.overriding import override
from kreward_pos.ui.forms.cards import CardsForm
from kreward_pos.ui.forms.field import Field, line
from kreward_pos.ui.forms.keys import KeysForm
from kreward_pos.ui.forms.rewards import RewardsForm
from kreward_pos.ui.panels.settings.section import Section
from kreward_pos.ui.runtime.ports import Connection, OwnerSetup, SettingsView
from kreward_pos.ui.runtime.tasks import TaskRunner
from kreward_pos.ui.theme.theming import Theming
from kreward_pos.ui.widgets.basic import Button, label, row


class ShopSection(Section):
    """`guide_wanted` when the owner would rather be led through."""

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
        self._url, self._proxy = line(300), line(300)
        self._url_field, self._proxy_field = Field(self._url, "baseUrlField"), Field(self._proxy, "proxyField")
        self._url.textChanged.connect(self._on_address)
        self._guide = Button("link", name="guideButton", on_click=self.guide_wanted.emit)
        cards, rewards, address = self._heads
        self.fill(
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
        if names is None or not self._are_addresses():
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
        self._url_field.say(self.tr("Address of Kreward's API"))
        self._proxy_field.say(self.tr("Proxy (usually empty)"))

    @Slot(object)
    def _on_tested(self, account: Account) -> None:
        if self.keys.secret:
            self._offer(account.templates)

    def _offer(self, templates: Sequence[Template]) -> None:
        self._cards.offer(templates)
        self._rewards.offer_goals([template.goal for template in templates if template.goal is not None])

    @Slot()
    def _on_address(self) -> None:
        self.keys.base_url = self._url.text().strip()

    def _are_addresses(self) -> bool:
        return self._is_good(self._url_field, checked_base_url) and self._is_good(self._proxy_field, checked_proxy)

    def _is_good(self, field: Field, checked: Callable[[str], str]) -> bool:
        try:
            checked(self._url.text() if field is self._url_field else self._proxy.text())
        except SettingsRefused:
            is_url = field is self._url_field
            usual = self.tr("It begins with https:// and is usually https://api.kreward.net/v1")
            field.refuse(usual if is_url else self.tr("It looks like http://proxy.example.com:8080, or is empty."))
            return False
        return True
