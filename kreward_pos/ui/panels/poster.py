"""The poster for the counter: a preview, and saving it as a PDF."""

from pathlib import Path
from typing import cast

from PySide6.QtCore import QRectF, QSize, QStandardPaths, QUrl, Signal, Slot
from PySide6.QtGui import QColor, QDesktopServices, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QSizePolicy, QWidget

from kreward_pos import languages
from kreward_pos.api.models import JoinPage
from kreward_pos.errors import TillError
from kreward_pos.overriding import override
from kreward_pos.ui.panels.join_page import JoinPages
from kreward_pos.ui.panels.panel import Panel
from kreward_pos.ui.printing import poster
from kreward_pos.ui.printing.poster import PAPERS, Paper, Poster
from kreward_pos.ui.runtime.tasks import TaskRunner
from kreward_pos.ui.text import words
from kreward_pos.ui.theme.theming import Theming
from kreward_pos.ui.widgets.basic import Button, column, label, row

_ASPECT = 297 / 210
_PREVIEW_PX = 1000


class PosterPreview(QWidget):
    """A preview of the poster, as large as the panel allows."""

    def __init__(self, theming: Theming) -> None:
        super().__init__()
        self._theming = theming
        self._make_poster = Poster("", None, languages.LANGUAGES[0].code)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(180, 240)

    def show_poster(self, shown: Poster) -> None:
        """Show this poster."""
        self._make_poster = shown
        self.update()

    def sizeHint(self) -> QSize:
        """Return a size with the proportions of the paper."""
        return QSize(self._theming.px(300), round(self._theming.px(300) * _ASPECT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the paper, then the poster on it."""
        painter = QPainter(self)
        width = min(self.width() - 2, (self.height() - 2) / _ASPECT)
        page = QRectF((self.width() - width) / 2, (self.height() - width * _ASPECT) / 2, width, width * _ASPECT)
        painter.setPen(QColor(self._theming.palette.line))
        painter.setBrush(QColor("#ffffff"))
        painter.drawRect(page)
        if not self._make_poster.is_empty:
            # Painted large and scaled down, since fonts have whole pixel sizes only.
            painter.translate(page.topLeft())
            painter.scale(width / _PREVIEW_PX, width / _PREVIEW_PX)
            self._make_poster.paint(painter, QRectF(0, 0, _PREVIEW_PX, _PREVIEW_PX * _ASPECT))


class PosterPanel(Panel):
    """The poster with its options. `closed` when it is to be closed."""

    panel_name = "poster"
    closed = Signal()

    def __init__(self, theming: Theming, pages: JoinPages, runner: TaskRunner) -> None:
        super().__init__()
        self._pages, self._runner = pages, runner
        self._shop = "Kreward POS"
        self._is_busy = False
        self._result: Path | TillError | None = None
        self._title, self._lead = label("title"), label("muted", wraps=True)
        self._preview = PosterPreview(theming)
        self._labels = [label("label") for _ in range(3)]
        self._paper, self._language, self._folder = QComboBox(), QComboBox(), QLineEdit()
        self._result_label = label("muted", name="posterResult", wraps=True)
        self._show_folder_button = Button("link", name="showPosterButton", on_click=self._show_folder)
        self._save_button = Button("primary", name="savePosterButton", on_click=self._save_pdf)
        self._close = Button("", name="closePosterButton", on_click=self.closed.emit)
        self._fill()
        self._lay_out()
        pages.read.connect(self._on_page)
        self._paper.currentIndexChanged.connect(self._refresh)
        self._language.currentIndexChanged.connect(self._refresh)
        self.retranslate()

    def open(self) -> None:
        """Show the poster with the current join page."""
        self._result = None
        self._pages.read_saved()
        self._pages.ask()
        self.retranslate()

    def show_shop(self, name: str | None) -> None:
        """Set the shop's name on the poster."""
        self._shop = name or "Kreward POS"
        self._refresh()

    @override
    def retranslate(self) -> None:
        self._title.setText(self.tr("Poster for the counter"))
        self._lead.setText(self.tr("Print it and put it where customers wait: they join with their own phone."))
        names = (self.tr("Paper"), self.tr("Main language"), self.tr("Folder"))
        fields = (self._paper, self._language, self._folder)
        for caption, name, field in zip(self._labels, names, fields, strict=True):
            caption.setText(name)
            field.setAccessibleName(name)
        self._show_folder_button.setText(self.tr("Show the folder"))
        self._close.setText(self.tr("Close (Esc)"))
        self._save_button.setText(self.tr("Saving …") if self._is_busy else self.tr("Save as PDF"))
        self._refresh()

    def _make_poster(self) -> Poster:
        return Poster(self._shop, self._pages.page, str(self._language.currentData()))

    @Slot()
    def _refresh(self) -> None:
        shown = self._make_poster()
        self._preview.show_poster(shown)
        self._save_button.setEnabled(not self._is_busy and not shown.is_empty)
        self._show_folder_button.setVisible(isinstance(self._result, Path))
        if isinstance(self._result, Path):
            self._result_label.setText(self.tr("Saved: {file}").format(file=self._result))
        elif self._result is not None:
            self._result_label.setText(words.error_text(self._result))
        else:
            self._result_label.setText(words.error_text(poster.NoJoinPage()) if shown.is_empty else "")
        # A low window has no room for the lead as well.
        self._result_label.setVisible(bool(self._result_label.text()))
        self._lead.setVisible(not self._result_label.text())

    @Slot(object)
    def _on_page(self, _page: JoinPage) -> None:
        self._refresh()

    def _save_pdf(self) -> None:
        paper, made = cast("Paper", self._paper.currentData()), self._make_poster()
        folder = Path(self._folder.text().strip() or _documents())
        file = folder.expanduser() / f"Kreward poster {paper}.pdf"
        self._is_busy, self._result = True, None
        self.retranslate()

        def save() -> Path:
            poster.write(made, paper, file)
            return file

        self._runner.ask(save, self._on_saved, self._on_saved)

    def _on_saved(self, result: Path | TillError) -> None:
        self._is_busy, self._result = False, result
        self.retranslate()

    def _show_folder(self) -> None:
        if isinstance(self._result, Path):
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._result.parent)))

    def _fill(self) -> None:
        for paper in PAPERS:
            self._paper.addItem(paper, paper)
        for language in languages.LANGUAGES:
            self._language.addItem(language.name, language.code)
        self._folder.setText(_documents())
        self._folder.setMaxLength(1000)
        for field, name in (
            (self._paper, "paperBox"),
            (self._language, "posterLanguageBox"),
            (self._folder, "posterFolderField"),
        ):
            field.setObjectName(name)

    def _lay_out(self) -> None:
        form = column(spacing=8)
        for caption, field in zip(self._labels, (self._paper, self._language, self._folder), strict=True):
            form.addWidget(caption)
            form.addWidget(field)
            form.addSpacing(4)
        form.addStretch(1)
        buttons = row(self._close, self._save_button)
        buttons.setStretch(1, 1)
        form.addLayout(buttons)
        both = row(self._preview, form, spacing=32)
        both.setStretch(0, 1)
        both.setStretch(1, 1)
        result_line = row(self._result_label, self._show_folder_button)
        result_line.setStretch(0, 1)
        body = column(self._title, self._lead, both, result_line, spacing=6, margins=(32, 24, 32, 24))
        body.insertSpacing(2, 10)
        body.setStretch(3, 1)
        self.setLayout(body)


def _documents() -> str:
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
