"""The choice of the camera and the orientation of its picture. A choice is shown at once."""

from typing import cast

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from kreward_pos.errors import TillError
from kreward_pos.overriding import override
from kreward_pos.system.settings import CameraOrientation
from kreward_pos.ui.forms.field import ChoiceBox, Field, WrappingCheckBox
from kreward_pos.ui.runtime.ports import OwnerSetup
from kreward_pos.ui.runtime.tasks import Latest, TaskRunner, ignore
from kreward_pos.ui.widgets.basic import Button, column, row
from kreward_pos.ui.widgets.translated import Translated

NO_CAMERA = "none"
_FIRST = "0"


class CameraForm(Translated, QWidget):
    """A form that lists the cameras by name. `changed` when another camera or orientation was chosen."""

    changed = Signal()

    def __init__(self, setup: OwnerSetup, runner: TaskRunner) -> None:
        super().__init__()
        self._setup, self._runner, self._latest = setup, runner, Latest(runner)
        self._names: list[str] = []
        self._chosen = _FIRST
        self._orientation = CameraOrientation()
        self._camera, self._turn = ChoiceBox(), ChoiceBox()
        self._camera_field, self._turn_field = Field(self._camera, "cameraBox"), Field(self._turn, "turnBox")
        self._mirrored = WrappingCheckBox("mirroredBox")
        self._again = Button("", name="findCamerasButton", on_click=self.find_cameras)
        self._camera.currentIndexChanged.connect(self._on_chosen)
        self._turn.currentIndexChanged.connect(self._on_chosen)
        self._mirrored.toggled.connect(self._on_chosen)
        upright = row(self._turn_field, self._mirrored, spacing=10)
        upright.setStretch(0, 1)
        self.setLayout(column(self._camera_field, row(self._again, 1), upright, spacing=14))
        self.retranslate()

    @property
    def camera(self) -> str:
        """Return the camera that was chosen, as `Settings.camera` names it."""
        return self._chosen

    @property
    def orientation(self) -> CameraOrientation:
        """Return the orientation that was chosen."""
        return self._orientation

    def show_choice(self, camera: str, orientation: CameraOrientation) -> None:
        """Show the camera of the settings, and list the cameras that are plugged in."""
        self._chosen, self._orientation = camera, orientation
        self.retranslate()
        self.find_cameras()

    @Slot()
    def find_cameras(self) -> None:
        """List the cameras that are plugged in now."""
        self._latest.ask(self._setup.cameras, self._show_names, self._on_refused)

    def start_preview(self) -> None:
        """Use the chosen camera for now; its picture, or the failure painted in its place, shows the result."""
        camera, orientation = self._chosen, self._orientation
        self._runner.tap(lambda: self._setup.try_camera(camera, orientation), ignore, self._on_refused)

    def stop_preview(self) -> None:
        """Use the camera of the settings again."""
        self._runner.tap(lambda: self._setup.try_camera(None), ignore, ignore)

    @override
    def retranslate(self) -> None:
        self._camera_field.set_caption(self.tr("Camera"))
        self._turn_field.set_caption(self.tr("Turn the picture"))
        self._again.setText(self.tr("Look for cameras again"))
        self._mirrored.blockSignals(True)
        self._mirrored.show_text(self.tr("The picture is mirrored"))
        self._mirrored.setChecked(self._orientation.is_mirrored)
        self._mirrored.blockSignals(False)
        self._camera.offer(self._cameras(), self._chosen)
        turns = [(turn, self.tr("{n}°").format(n=turn)) for turn in (90, 180, 270)]
        self._turn.offer([(0, self.tr("Not at all")), *turns], self._orientation.turn)

    def _cameras(self) -> list[tuple[object, str]]:
        listed: list[tuple[object, str]] = [(name, name) for name in self._names]
        if self._chosen == _FIRST or not self._names:
            listed.insert(0, (_FIRST, self.tr("The first camera found")))
        if self._chosen not in {NO_CAMERA, _FIRST, *self._names}:
            listed.append((self._chosen, self._chosen))
        return [*listed, (NO_CAMERA, self.tr("No camera: hand scanner only"))]

    def _show_names(self, names: list[str]) -> None:
        self._names = names
        self.retranslate()

    @Slot()
    def _on_chosen(self) -> None:
        self._chosen = str(self._camera.currentData() or _FIRST)
        turn = cast("int", self._turn.currentData() or 0)
        self._orientation = CameraOrientation(turn, self._mirrored.isChecked())  # type: ignore[arg-type]  # the box offers no other
        self.start_preview()
        self.changed.emit()

    def _on_refused(self, error: TillError) -> None:
        self._camera_field.show_error(error.sentence)
