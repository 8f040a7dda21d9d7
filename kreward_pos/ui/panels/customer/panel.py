"""The customer at the counter: name, balance, rewards, and the buttons that add."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from kreward_pos.api.models import Template
from kreward_pos.overriding import override
from kreward_pos.till.model.views import CustomerView, TierView
from kreward_pos.ui.panels.customer.amounts import AmountButtons
from kreward_pos.ui.panels.customer.card_switch import CardSwitch
from kreward_pos.ui.panels.panel import Panel
from kreward_pos.ui.runtime.wall_clock import WallClock
from kreward_pos.ui.text import words
from kreward_pos.ui.theme.theming import Theming
from kreward_pos.ui.widgets.basic import Button, ElidedLabel, clear, column, frame, label, row, set_style_property
from kreward_pos.ui.widgets.stamps import MOST_STAMPS, ProgressBar, StampGrid

_FRESH_FOR = timedelta(minutes=5)


class TierRow(QFrame):
    """A reward and its state, with a button where it can be redeemed."""

    def __init__(self, theming: Theming, tier: TierView) -> None:
        super().__init__()
        self.setProperty("role", "tier")
        self.setProperty("tone", tier.state)
        name = ElidedLabel("tierName")
        name.show_text(words.reward_name(tier.name, tier.at) if tier.name else words.reward_name(None, tier.at))
        at = label("tierAt", words.number(tier.at))
        line = row(at, name, margins=(20, 6, 8, 6), spacing=14)
        line.setStretch(1, 1)
        self.redeem_button: Button | None = None
        if tier.state == "ready":
            self.redeem_button = Button("reward", self.tr("Redeem"), name=f"redeemButton_{tier.at}")
            self.redeem_button.setAccessibleName(
                self.tr("Redeem {reward}").format(reward=words.reward_name(tier.name, tier.at))
            )
            line.addWidget(self.redeem_button)
        else:
            state = label("tierState", words.tier_state(tier) + (" ✓" if tier.state == "claimed" else ""))
            state.setProperty("tone", "go" if tier.state == "claiming" else "")
            line.addWidget(state)
            line.addSpacing(12)
        self.setLayout(line)
        self.setFixedHeight(max(60, theming.px(60)))


class CustomerPanel(Panel):
    """One customer's card and rewards.

    `stamp_wanted` carries a number, `redeem_wanted` a threshold, `burst_begun` text that a hand scanner typed, and
    `card_wanted` the id of another card template that this till uses.
    """

    panel_name = "customer"
    stamp_wanted = Signal(int)
    redeem_wanted = Signal(int)
    burst_begun = Signal(str)
    card_wanted = Signal(str)

    def __init__(self, theming: Theming) -> None:
        super().__init__()
        self._theming = theming
        self._cards = CardSwitch()
        self._cards.wanted.connect(self.card_wanted)
        self._view: CustomerView | None = None
        self._shown_tiers: tuple[TierView, ...] | None = None
        self._name = ElidedLabel("title", name="customerName")
        self._details = ElidedLabel("muted", name="customerAbout", lines=2)
        self._figure = label("figure", name="balanceLabel")
        self._goal = label("goal", name="goalLabel")
        self._waiting = label("chip", name="waitingChip")
        self._unsure = label("chip", name="unsureChip")
        self._grid, self._bar = StampGrid(theming), ProgressBar(theming)
        self._tiers = QVBoxLayout()
        self._notice_title, self._notice = label("noticeTitle", wraps=True), label("noticeText", wraps=True)
        self._notice_box = frame(
            "notice",
            column(self._notice_title, self._notice, spacing=2, margins=(18, 12, 18, 12)),
            name="balanceNotice",
        )
        self.amounts = AmountButtons(theming)
        self.amounts.wanted.connect(self.stamp_wanted)
        self.amounts.burst_begun.connect(self.burst_begun)
        self._tiers_area = self._make_rewards()
        self._body = column(
            self._cards,
            self._make_head(),
            self._grid,
            self._bar,
            self._tiers_area,
            self._notice_box,
            self.amounts,
            spacing=16,
        )
        self._body.setStretch(4, 1)
        self.setLayout(self._body)
        theming.changed.connect(self._refit)
        self._refit()
        set_style_property(self._unsure, "tone", "warn")

    @property
    def view(self) -> CustomerView | None:
        """The customer who is shown."""
        return self._view

    def offer_cards(self, template_ids: Sequence[str]) -> None:
        """Offer a switch between these cards, the usual one first."""
        self._cards.offer(template_ids)

    @Slot(object)
    def set_card_names(self, templates: Sequence[Template]) -> None:
        """Set the names of the shop's cards."""
        self._cards.set_names(templates)

    def show_customer(self, view: CustomerView) -> None:
        """Show `view`; start with the usual buttons where the customer has changed."""
        is_other = self._view is None or self._view.email != view.email
        self._view = view
        if is_other:
            self.amounts.close_amount()
        self._cards.show_card(view.template_id)
        self.amounts.show_type(view.card_type)
        self._show_texts(view)
        self._show_card(view)
        self._show_tiers(view)

    def clear(self) -> None:
        """Remove everything about the last customer from the widgets."""
        self._view = None
        self.amounts.close_amount()
        for line in (self._name, self._details):
            line.show_text("")
        self._figure.clear()
        self._shown_tiers = None
        clear(self._tiers)

    @override
    def retranslate(self) -> None:
        self._shown_tiers = None
        if self._view is not None:
            self.show_customer(self._view)

    def focus_stamp(self) -> None:
        """Focus the stamp button, so that Space stamps."""
        self.amounts.stamp.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_texts(self, view: CustomerView) -> None:
        self._name.show_text(view.label)
        about = (
            f"{view.email.masked} · {words.card_kind(view.card_type)}" if view.name else words.card_kind(view.card_type)
        )
        if view.trouble is None and view.read_at is not None and WallClock.age(view.read_at) > _FRESH_FOR:
            about += " · " + self.tr("balance from {time}").format(time=words.date_time(view.read_at))
        self._details.show_text(about)
        self._figure.setText("–" if view.shown is None else words.number(view.shown))
        self._goal.setText("" if view.goal is None else f"/ {words.number(view.goal)}")
        balance_text = (
            words.amount(view.shown, view.card_type) if view.shown is not None else self.tr("Balance not known")
        )
        self._figure.setAccessibleName(balance_text)
        self._waiting.setVisible(view.waiting != 0)
        self._waiting.setText(words.waiting_chip(view.waiting))
        self._unsure.setVisible(view.unsure != 0)
        self._unsure.setText(self.tr("{n} being checked").format(n=words.signed_number(view.unsure)))
        self._unsure.setToolTip(words.checking_explained())
        self._notice_box.setVisible(view.trouble is not None)
        if view.trouble is not None:
            self._notice_title.setText(words.title(view.trouble))
            self._notice.setText(words.stale_balance(view, view.trouble))

    def _show_card(self, view: CustomerView) -> None:
        is_grid = view.card_type == "stamps" and view.goal is not None and view.goal <= MOST_STAMPS
        self._grid.setVisible(is_grid and view.shown is not None)
        self._bar.setVisible(not is_grid and view.shown is not None and (view.goal is not None or bool(view.tiers)))
        (self._grid if is_grid else self._bar).show_card(view)
        described = self._figure.accessibleName()
        if view.goal is not None:
            described = self.tr("{amount} of {goal}").format(amount=described, goal=words.number(view.goal))
        self._grid.setAccessibleName(described)
        self._bar.setAccessibleName(described)

    def _show_tiers(self, view: CustomerView) -> None:
        """Replace the rows only where a reward has changed, so that no button vanishes under a finger."""
        if view.tiers == self._shown_tiers:
            return
        self._shown_tiers = view.tiers
        clear(self._tiers)
        first_ready: TierRow | None = None
        for tier in view.tiers:
            line = TierRow(self._theming, tier)
            first_ready = first_ready or (line if tier.state == "ready" else None)
            if line.redeem_button is not None:
                line.redeem_button.clicked.connect(lambda _=False, at=tier.at: self.redeem_wanted.emit(at))
            self._tiers.addWidget(line)
        self._tiers.addStretch(1)
        if first_ready is not None:
            # A row can be scrolled to only once the layout has placed it.
            QTimer.singleShot(0, first_ready, partial(self._tiers_area.ensureWidgetVisible, first_ready))

    def _make_head(self) -> QWidget:
        chips = row(self._waiting, self._unsure, spacing=8)
        figures = row(self._figure, self._goal, spacing=8)
        figures.setAlignment(self._goal, Qt.AlignmentFlag.AlignBottom)
        head = QWidget()
        about = row(self._details, chips)
        about.setStretch(0, 1)
        line = row(column(self._name, about, spacing=4), figures, spacing=20)
        line.setStretch(0, 1)
        head.setLayout(line)
        return head

    def _make_rewards(self) -> QScrollArea:
        self._tiers.setContentsMargins(0, 0, 0, 0)
        self._tiers.setSpacing(12)
        inner = QWidget()
        inner.setLayout(self._tiers)
        area = QScrollArea()
        area.setObjectName("tiersArea")
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setMinimumHeight(40)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return area

    def _refit(self) -> None:
        side = self._theming.px(32)
        upper, lower = (14, 18) if self._theming.is_low else (self._theming.px(24), self._theming.px(28))
        self._body.setContentsMargins(side, upper, side, lower)
        self._body.setSpacing(10 if self._theming.is_low else self._theming.px(16))
        self._notice_title.setVisible(not self._theming.is_low)
        self._tiers.setSpacing(self._theming.px(10))
        for place in range(self._tiers.count()):
            if (item := self._tiers.itemAt(place)) is not None and isinstance(line := item.widget(), TierRow):
                line.setFixedHeight(max(60, self._theming.px(60)))
