"""What only a demo's window has, beside its viewfinder: cards to show, and what can go wrong on the way to Kreward."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout

from kreward_pos.overriding import override
from kreward_pos.ui.runtime.ports import Demo, NetworkFault
from kreward_pos.ui.runtime.tasks import TaskRunner
from kreward_pos.ui.widgets.basic import Button, column, label, row
from kreward_pos.ui.widgets.translated import Translated

_FAULTS: tuple[NetworkFault, ...] = ("cut", "lost_answer", "slow")


class DemoStrip(Translated, QFrame):
    """A button for each made-up customer and a switch for each fault; hidden where none is offered. Window thread only.

    A switch shows what is in force, not what was pressed: a lost answer is over once it was lost.
    """

    def __init__(self, demo: Demo, runner: TaskRunner) -> None:
        super().__init__()
        self._network, self._runner = demo.network, runner
        self._asked = 0
        self._is_busy = False
        self._in_force: frozenset[NetworkFault] = frozenset()
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
        """Show or hide the line that says what the buttons do, which small tills have no room for."""
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
        """Ask what is in force: something happened on the network."""
        if (network := self._network) is not None and not self._is_busy:
            self._ask(network.faults)

    def _toggle(self, fault: NetworkFault) -> None:
        network, is_on = self._network, fault not in self._in_force
        self._show(self._in_force)  # the switch turns once the network has
        if network is not None and not self._is_busy:
            self._is_busy = True
            self._ask(lambda: network.set_fault(fault, is_on=is_on))

    def _ask(self, work: Callable[[], frozenset[NetworkFault]]) -> None:
        self._asked += 1
        asked = self._asked
        self._runner.ask(work, lambda in_force: self._on_answer(asked, in_force), lambda _error: self._on_failed())

    def _on_answer(self, asked: int, in_force: frozenset[NetworkFault]) -> None:
        """An older answer than the newest question says what was."""
        if asked == self._asked:
            self._is_busy = False
            self._show(in_force)

    def _on_failed(self) -> None:
        self._is_busy = False

    def _show(self, in_force: frozenset[NetworkFault]) -> None:
        self._in_force = in_force
        for fault, switch in self._switches.items():
            switch.setChecked(fault in in_force)
        self.retranslate()

    def _say(self, fault: NetworkFault, text: str, told: str) -> None:
        if (switch := self._switches.get(fault)) is not None:
            switch.setText(f"✓ {text}" if fault in self._in_force else text)
            switch.setAccessibleName(told)
            switch.setToolTip(told)

    def _switch(self, fault: NetworkFault) -> Button:
        switch = Button("demo", name=f"demoFault_{fault}", on_click=partial(self._toggle, fault))
        switch.setCheckable(True)
        return switch


def _evenly(buttons: Sequence[Button]) -> QHBoxLayout:
    """Return buttons of one width side by side, which stays so when their words change."""
    line = row(spacing=6)
    for button in buttons:
        line.addWidget(button, 1)
    return line
