"""The strip below the viewfinder that only a demo has: cards to show, and faults of the network to Kreward."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout

from kreward_pos.overriding import override
from kreward_pos.ui.runtime.ports import Demo, NetworkFault
from kreward_pos.ui.runtime.tasks import Latest, TaskRunner, ignore
from kreward_pos.ui.widgets.basic import Button, column, label, row
from kreward_pos.ui.widgets.translated import Translated

_FAULTS: tuple[NetworkFault, ...] = ("cut", "lost_answer", "slow")


class DemoStrip(Translated, QFrame):
    """A button for each made-up customer and a switch for each fault; hidden where none is offered. Window thread only.

    A switch shows whether its fault is active, not that it was pressed: a lost answer is over once it was lost.
    """

    def __init__(self, demo: Demo, runner: TaskRunner) -> None:
        super().__init__()
        self._network = demo.network
        self._changes, self._reads = Latest(runner), Latest(runner)
        self._active: frozenset[NetworkFault] = frozenset()
        self.setObjectName("demoStrip")
        self._label = label("label", name="demoLabel")
        self._cards = [
            Button("demo", name.replace("&", "&&"), name=f"demoCard_{name}", on_click=show) for name, show in demo.cards
        ]
        self._switches = {fault: self._switch(fault) for fault in _FAULTS if demo.network is not None}
        lines = [_evenly(buttons) for buttons in (self._cards, list(self._switches.values())) if buttons]
        self.setLayout(column(self._label, *lines, spacing=6))
        self.setVisible(bool(lines))
        self.retranslate()

    def set_label_visible(self, is_visible: bool) -> None:
        """Show or hide the line that explains the buttons; small tills have no room for it."""
        self._label.setVisible(is_visible)

    @override
    def retranslate(self) -> None:
        if self._cards and self._switches:
            self._label.setText(self.tr("Show a card, or let something go wrong:"))
        else:
            self._label.setText(self.tr("Show a card:") if self._cards else self.tr("Let something go wrong:"))
        self._say("cut", self.tr("Cut off"), self.tr("Cut the connection"))
        self._say("lost_answer", self.tr("Answer lost"), self.tr("Lose the answer to the next stamp"))
        self._say("slow", self.tr("Slow"), self.tr("Let Kreward answer slowly"))

    @Slot()
    def refresh(self) -> None:
        """Ask which faults are active, since something happened on the network."""
        if self._network is not None and not self._changes.is_waiting:
            self._reads.ask(self._network.faults, self._show, ignore)

    def _toggle(self, fault: NetworkFault) -> None:
        network, is_on = self._network, fault not in self._active
        self._show(self._active)  # the switch turns once the network has
        if network is not None and not self._changes.is_waiting:
            self._reads.cancel()
            self._changes.ask(lambda: network.set_fault(fault, is_on=is_on), self._show, ignore)

    def _show(self, active: frozenset[NetworkFault]) -> None:
        self._active = active
        for fault, switch in self._switches.items():
            switch.setChecked(fault in active)
        self.retranslate()

    def _say(self, fault: NetworkFault, text: str, meaning: str) -> None:
        if (switch := self._switches.get(fault)) is not None:
            switch.setText(f"✓ {text}" if fault in self._active else text)
            switch.setAccessibleName(meaning)
            switch.setToolTip(meaning)

    def _switch(self, fault: NetworkFault) -> Button:
        switch = Button("demo", name=f"demoFault_{fault}", on_click=partial(self._toggle, fault))
        switch.setCheckable(True)
        return switch


def _evenly(buttons: Sequence[Button]) -> QHBoxLayout:
    """Return buttons side by side, of one width even when their texts change."""
    line = row(spacing=6)
    for button in buttons:
        line.addWidget(button, 1)
    return line
