"""The doctor as the running counter asks it: what the counter itself holds open is not tried a second time."""

import time
from collections.abc import Callable
from pathlib import Path

from kreward_pos.api.keys import ApiKeys
from kreward_pos.doctor import bundle
from kreward_pos.doctor.command import checks
from kreward_pos.doctor.findings import Checked, run
from kreward_pos.system.settings import Settings
from kreward_pos.ui.runtime.ports import FindingView

_HELD_OPEN = frozenset({"camera", "database"})
"""The viewfinder tells of the camera, and a till whose database is not sound does not start."""


class Diagnosis:
    """Of one till. `settings` and `keys` give what is in force; worker threads only."""

    def __init__(self, folder: Path, settings: Callable[[], Settings], keys: Callable[[], ApiKeys]) -> None:
        self._folder, self._settings, self._keys = folder, settings, keys

    def check(self) -> list[FindingView]:
        """Check this till and return the findings. Worker threads only."""
        return [_view(each) for each in self._found()]

    def pack(self, folder: Path) -> Path:
        """Save the support file and return its path; raise `BundleUnsaved`. Worker threads only."""
        path = folder / f"kreward-pos-support-{time.strftime('%Y%m%d-%H%M%S')}.zip"
        bundle.write_of(self._folder, self._settings(), self._found(), path)
        return path

    def _found(self) -> list[Checked]:
        every = checks(self._folder, self._settings, self._keys)
        return run({name: check for name, check in every.items() if name not in _HELD_OPEN})


def _view(checked: Checked) -> FindingView:
    found = checked.finding
    return FindingView(checked.name, found.health.value, found.text, found.details, found.is_failure)
