"""Widgets whose texts follow the language while the window is open."""

from PySide6.QtCore import QEvent


class Translated:
    """A base that sets a widget's texts again after every change of language; it comes before the Qt class.

    Qt sends the change to every widget of a window, so each one sets its own texts alone and passes nothing on.
    """

    def retranslate(self) -> None:
        """Set every text in the present language."""
        raise NotImplementedError

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)  # type: ignore[misc]  # the Qt class that follows has it
