"""Camera and hand scanner."""

import msgspec

from kreward_pos.errors import TillError
from kreward_pos.overriding import override
from kreward_pos.scan.hand.layout import SETUP_TEXT
from kreward_pos.system.settings import HandScannerSettings
from kreward_pos.ui.forms.camera import CameraForm
from kreward_pos.ui.forms.field import ChoiceBox, Field, line_edit
from kreward_pos.ui.panels.settings.section import Section
from kreward_pos.ui.runtime.ports import OwnerSetup, SettingsView
from kreward_pos.ui.runtime.tasks import TaskRunner
from kreward_pos.ui.theme.theming import Theming
from kreward_pos.ui.widgets.basic import Button, label, row
from kreward_pos.ui.widgets.qr import QrPicture


class ScanningSection(Section):
    """The section for scanning. The side column previews a camera as soon as it is chosen."""

    section_name = "scanning"

    def __init__(self, theming: Theming, setup: OwnerSetup, runner: TaskRunner) -> None:
        super().__init__()
        self._setup, self._runner = setup, runner
        self._scanner = HandScannerSettings()
        self._ports: list[str] = []
        self._has_tried = False
        self._heads = [label("section") for _ in range(2)]
        self._camera = CameraForm(setup, runner)
        self._camera.changed.connect(self._on_tried)
        self._prefix, self._suffix, self._port = line_edit(20), line_edit(20), ChoiceBox()
        self._prefix_field = Field(self._prefix, "prefixField")
        self._suffix_field = Field(self._suffix, "suffixField")
        self._port_field = Field(self._port, "serialPortBox")
        self._layout_state = label("muted", name="layoutState", wraps=True)
        self._code, self._instruction = QrPicture(theming, 300), label("muted", wraps=True)
        self._learn_button = Button("", name="teachLayoutButton", on_click=self._show_code)
        self._forget_button = Button("link", name="forgetLayoutButton", on_click=self._forget_layout)
        affixes = row(self._prefix_field, self._suffix_field, spacing=20)
        camera, hand = self._heads
        state = row(self._layout_state, self._forget_button)
        state.setStretch(0, 1)
        self._code.setFixedSize(theming.px(300), theming.px(300))
        self.lay_out(
            camera,
            self._camera,
            hand,
            affixes,
            self._port_field,
            state,
            row(self._learn_button, 1),
            self._instruction,
            self._code,
        )
        self._hide_code()
        self.retranslate()

    @override
    def title(self) -> str:
        return self.tr("Scanning")

    @override
    def show_view(self, view: SettingsView) -> None:
        self._has_tried = False
        self._scanner = view.settings.hand_scanner
        self._camera.show_choice(view.settings.camera, view.settings.picture)
        self._prefix.setText(self._scanner.prefix)
        self._suffix.setText(self._scanner.suffix)
        self.retranslate()
        self._port.choose(self._scanner.serial_port)
        self._runner.ask(self._setup.serial_ports, self._show_ports, self._on_refused)

    @override
    def fields(self) -> dict[str, object] | None:
        port = str(self._port.currentData() or "")
        scanner = HandScannerSettings(self._prefix.text(), self._suffix.text(), self._scanner.layout, port)
        self._has_tried = False
        return {"camera": self._camera.camera, "picture": self._camera.orientation, "hand_scanner": scanner}

    @override
    def clear(self) -> None:
        self._hide_code()
        if self._has_tried:
            self._has_tried = False
            self._camera.stop_preview()

    @override
    def retranslate(self) -> None:
        for head, text in zip(self._heads, (self.tr("Camera"), self.tr("Hand scanner")), strict=True):
            head.setText(text)
        self._prefix_field.set_caption(self.tr("Sent before each code"))
        self._suffix_field.set_caption(self.tr("Sent after each code"))
        self._port_field.set_caption(self.tr("Connected by"))
        ports = [port for port in dict.fromkeys((*self._ports, self._scanner.serial_port)) if port]
        self._port.offer(
            [("", self.tr("Keyboard (USB), as most are")), *((port, port) for port in ports)], self._chosen_port()
        )
        layout = self._scanner.layout
        learned = self.tr("Characters corrected for its keyboard layout: {n}.")
        none = self.tr("Its keyboard layout needs no correction.")
        self._layout_state.setText(learned.format(n=len(layout)) if layout else none)
        self._learn_button.setText(self.tr("Wrong letters? Set up its keyboard"))
        self._instruction.setText(self.tr("Scan this code once with the hand scanner, while this page is open."))
        self._code.setAccessibleName(self._instruction.text())
        self._forget_button.setText(self.tr("Correct nothing"))
        self._forget_button.setVisible(bool(layout))

    def show_layout(self, layout: dict[str, str]) -> None:
        """Show the keyboard layout that was learned, and saved already."""
        self._scanner = msgspec.structs.replace(self._scanner, layout=layout)
        self._hide_code()
        self.retranslate()

    def _show_code(self) -> None:
        self._code.show_code(SETUP_TEXT)
        self._code.show()
        self._instruction.show()
        self.scroll_to(self._code)

    def _hide_code(self) -> None:
        self._code.hide()
        self._instruction.hide()

    def _chosen_port(self) -> str:
        return str(self._port.currentData() or "") if self._port.count() else self._scanner.serial_port

    def _show_ports(self, ports: list[str]) -> None:
        self._ports = ports
        self.retranslate()

    def _forget_layout(self) -> None:
        self._scanner = msgspec.structs.replace(self._scanner, layout={})
        self.retranslate()

    def _on_tried(self) -> None:
        self._has_tried = True

    def _on_refused(self, error: TillError) -> None:
        self._port_field.show_error(error.sentence)
