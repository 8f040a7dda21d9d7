"""Whether things may move on the screen."""

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


def may_move(has_motion: bool) -> bool:
    """What the owner set, unless the computer asks for stillness; then Qt's own effects are switched off too.

    Of the systems that know such a wish, Qt 6.11 tells of Windows' alone ("Show animations in Windows").
    """
    is_asked_to_rest = sys.platform == "win32" and not QApplication.isEffectEnabled(Qt.UIEffect.UI_General)
    if has_motion and not is_asked_to_rest:
        return True
    for effect in _EFFECTS:
        QApplication.setEffectEnabled(effect, False)
    return False
