"""Whether the window may animate."""

import sys

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

_EFFECTS = (
    Qt.UIEffect.UI_AnimateMenu,
    Qt.UIEffect.UI_FadeMenu,
    Qt.UIEffect.UI_AnimateCombo,
    Qt.UIEffect.UI_AnimateTooltip,
    Qt.UIEffect.UI_FadeTooltip,
)


def may_animate(has_motion: bool) -> bool:
    """Return whether the window may animate; where it may not, switch Qt's own effects off too.

    `has_motion` is the owner's setting. A computer that asks for less motion wins: of the systems that know such a
    setting, Qt 6.11 reports that of Windows alone ("Show animations in Windows").
    """
    is_motion_unwanted = sys.platform == "win32" and not QApplication.isEffectEnabled(Qt.UIEffect.UI_General)
    if has_motion and not is_motion_unwanted:
        return True
    for effect in _EFFECTS:
        QApplication.setEffectEnabled(effect, False)
    return False
