"""The till's name, its cashiers, and the limits."""

from kreward_pos.overriding import override
from kreward_pos.system.settings import Limits
from kreward_pos.ui.forms.field import Field, NumberField, WrappingCheckBox, line_edit
from kreward_pos.ui.panels.settings.section import Section
from kreward_pos.ui.runtime.ports import SettingsView
from kreward_pos.ui.widgets.basic import label

_LONGEST_NAME = 60


class CounterSection(Section):
    """The section for the counter."""

    section_name = "counter"

    def __init__(self) -> None:
        super().__init__()
        self._till, self._cashiers = line_edit(_LONGEST_NAME), line_edit(1000)
        self._till_field = Field(self._till, "tillNameField")
        self._cashiers_field = Field(self._cashiers, "cashiersField")
        self._limits, self._offline = label("section"), label("section")
        self._per_tap = NumberField("stampsPerTapField", 1, 10_000)
        self._repeat = NumberField("repeatMinutesField", 0, 1440)
        self._per_day = NumberField("stampsPerDayField", 1, 100_000)
        self._redeems = NumberField("offlineRedeemsField", 1, 10)
        self._risk = label("muted", wraps=True)
        self._may_redeem, self._always_ask = WrappingCheckBox("redeemOfflineBox"), WrappingCheckBox("alwaysAskBox")
        self.lay_out(
            self._till_field,
            self._cashiers_field,
            self._limits,
            self._per_tap,
            self._per_day,
            self._repeat,
            self._offline,
            self._may_redeem,
            self._risk,
            self._redeems,
            self._always_ask,
        )
        self.retranslate()

    @override
    def title(self) -> str:
        return self.tr("Counter")

    @override
    def show_view(self, view: SettingsView) -> None:
        settings, limits = view.settings, view.settings.limits
        self._till.setText(settings.till_name)
        self._cashiers.setText(", ".join(settings.cashiers))
        self._per_tap.show_number(limits.stamps_per_tap)
        self._repeat.show_number(limits.repeat_minutes)
        self._per_day.show_number(limits.stamps_per_day)
        self._redeems.show_number(limits.offline_redeems_per_day)
        self._may_redeem.setChecked(limits.may_redeem_offline)
        self._always_ask.setChecked(settings.always_ask)

    @override
    def fields(self) -> dict[str, object] | None:
        limits, cashiers, name = self._entered_limits(), self._entered_cashiers(), self._till.text().strip()
        if not name:
            self._till_field.show_error(self.tr("Give the till a name: it appears in the notes that Kreward keeps."))
        if limits is None or cashiers is None or not name:
            return None
        return {"till_name": name, "cashiers": cashiers, "limits": limits, "always_ask": self._always_ask.isChecked()}

    @override
    def retranslate(self) -> None:
        self._till_field.set_caption(self.tr("Name of this till"))
        self._cashiers_field.set_caption(self.tr("Cashiers, separated by commas (optional)"))
        self._limits.setText(self.tr("Limits"))
        self._per_tap.set_caption(self.tr("Most stamps in one tap"))
        self._per_day.set_caption(self.tr("Most stamps for one customer in a day"))
        self._repeat.set_caption(self.tr("Ask if a customer comes back within this many minutes (0 = never ask)"))
        self._offline.setText(self.tr("When offline"))
        self._may_redeem.show_text(self.tr("Allow rewards to be claimed offline"))
        self._risk.setText(self.tr("If the card was used elsewhere in the meantime, the shop bears that loss."))
        self._redeems.set_caption(self.tr("Most rewards for one customer in a day while offline"))
        self._always_ask.show_text(self.tr("Ask me about every tap whose answer was lost"))

    def _entered_cashiers(self) -> tuple[str, ...] | None:
        names = [name.strip() for name in self._cashiers.text().replace("，", ",").split(",")]
        names = list(dict.fromkeys(name for name in names if name))
        if any(len(name) > _LONGEST_NAME for name in names):
            self._cashiers_field.show_error(self.tr("A name is too long. Put a comma between two names."))
            return None
        return tuple(names)

    def _entered_limits(self) -> Limits | None:
        given = [field.number() for field in (self._per_tap, self._repeat, self._per_day, self._redeems)]
        if None in given:
            return None
        per_tap, repeat, per_day, redeems = (number or 0 for number in given)
        return Limits(per_tap, repeat, per_day, self._may_redeem.isChecked(), redeems)
