"""The outbox: what waits to be sent, and what needs a person."""

from dataclasses import replace
from time import monotonic

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QFont, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from kreward_pos.errors import TillError
from kreward_pos.overriding import override
from kreward_pos.till.model.entries import NEEDS_PERSON, Decision, Entry, EntryState
from kreward_pos.till.model.views import ConnectionView
from kreward_pos.ui.panels.outbox.review import ReviewBox
from kreward_pos.ui.panels.panel import Panel
from kreward_pos.ui.runtime.ports import Connection, Review
from kreward_pos.ui.runtime.tasks import Refresh, TaskRunner, ignore
from kreward_pos.ui.text import words
from kreward_pos.ui.theme.theming import Theming
from kreward_pos.ui.widgets.basic import Button, column, label, row, tool_tip

_MOST_ROWS = 100
_TIME, _CUSTOMER, _WHAT, _STATE, _ACTION = range(5)
_GOOD = frozenset({EntryState.APPLIED})
_CHECKING = frozenset({EntryState.UNSURE, EntryState.SETTLING})


class _StatePill(QStyledItemDelegate):
    """A painter of an entry's state as a pill, whose colour only repeats its text."""

    def __init__(self, theming: Theming, parent: QTableWidget) -> None:
        super().__init__(parent)
        self._theming = theming

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint the cell, then the pill."""
        text, state = index.data(Qt.ItemDataRole.AccessibleTextRole), index.data(Qt.ItemDataRole.UserRole)
        super().paint(painter, option, index)
        colours, box = self._theming.palette, option.rect
        ground, ink = colours.ground, colours.muted
        if EntryState(state) in NEEDS_PERSON:
            ground, ink = colours.warn_soft, colours.warn_text
        elif EntryState(state) in _GOOD:
            ground, ink = colours.primary_soft, colours.primary_text
        font = QFont(painter.font())
        font.setPixelSize(self._theming.px(14))
        font.setWeight(QFont.Weight.DemiBold)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font)
        width, height = painter.fontMetrics().horizontalAdvance(text) + self._theming.px(24), self._theming.px(28)
        pill = QRectF(box.left() + 8, box.center().y() - height / 2, min(width, box.width() - 10), height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(pill, self._theming.px(9), self._theming.px(9))
        painter.setPen(QColor(ink))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()


class _Table(QTableWidget):
    """A table in which the customers have the width that they need, up to two thirds of what both columns share."""

    def fit(self) -> None:
        """Share the width between the columns."""
        others = sum(self.columnWidth(place) for place in (_TIME, _STATE, _ACTION))
        shared = self.viewport().width() - others
        self.setColumnWidth(_CUSTOMER, max(shared // 2, min(self.sizeHintForColumn(_CUSTOMER), shared * 2 // 3)))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()


class OutboxPanel(Panel):
    """The list of entries, kept up to date while it is open. `failed` carries an error for the message bar.

    `decided` carries an entry's number and a person's `Decision`, which the owner may have to allow before `decide`.
    """

    panel_name = "outbox"
    decided = Signal(int, object)
    failed = Signal(object)
    closed = Signal()
    day_wanted = Signal()

    def __init__(self, theming: Theming, review: Review, connection: Connection, runner: TaskRunner) -> None:
        super().__init__()
        self._theming, self._review, self._connection, self._runner = theming, review, connection, runner
        self._refreshes = Refresh(runner)
        self._status: ConnectionView | None = None
        self._status_shown_at_s = 0.0
        self._entries: list[Entry] = []
        self._title, self._status_text = label("title"), label("muted", name="linkStory")
        self._try_button = Button("link", name="tryNowButton", on_click=self._try_now)
        self._close = Button("", name="closeOutboxButton", on_click=self.closed.emit)
        self._day = Button("link", name="dayButton", on_click=self.day_wanted.emit)
        self._review_box = ReviewBox(review, runner, self.failed.emit)
        self._review_box.decided.connect(self.decided)
        self._checking = label("muted", name="checkingLabel", wraps=True)
        self._table = self._make_table()
        self._empty = label("lead", wraps=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        head = row(self._title, 1, self._close)
        story = row(self._status_text, self._try_button, self._day, 1, spacing=4)
        body = column(
            column(head, story, spacing=0), self._review_box, self._checking, self._table, self._empty, spacing=12
        )
        body.setStretch(3, 1)
        body.setStretch(4, 1)
        self._layout = body
        self.setLayout(body)
        self._countdown = QTimer(self, interval=1000)
        self._countdown.timeout.connect(self._retranslate_status)
        theming.changed.connect(self._refit)
        self._refit()
        self.retranslate()

    def open(self) -> None:
        """Start listing, and show the evidence of the first entry that needs a person."""
        self._review_box.reset()
        self._retranslate_status()
        self.refresh()
        self._countdown.start()

    @override
    def leave(self) -> None:
        self._countdown.stop()

    def refresh(self) -> None:
        """List the entries again."""
        self._refreshes.ask(lambda: self._review.entries(_MOST_ROWS), self._show_entries, self.failed.emit)

    @Slot(object)
    def on_entry_updated(self, _entry: Entry) -> None:
        """List the entries again, if the outbox is open."""
        if self.isVisible():
            self.refresh()

    def show_status(self, status: ConnectionView) -> None:
        """Show the connection's status, counting down to the next try."""
        self._status, self._status_shown_at_s = status, monotonic()
        self._retranslate_status()

    @Slot()
    def _retranslate_status(self) -> None:
        if (status := self._status) is not None:
            if status.next_try_s is not None:
                left_s = max(0.0, status.next_try_s - (monotonic() - self._status_shown_at_s))
                status = replace(status, next_try_s=left_s)
            self._status_text.setText(words.connection_details(status))
            self._try_button.setVisible(status.state != "online")

    @override
    def retranslate(self) -> None:
        self._title.setText(self.tr("Waiting to send"))
        self._try_button.setText(self.tr("try now"))
        self._day.setText(self.tr("Day report (F7)"))
        self._close.setText(self.tr("Close (Esc)"))
        self._empty.setText(self.tr("Nothing is waiting, and nothing needs you."))
        self._table.setAccessibleName(self.tr("Outbox"))
        heads = (self.tr("Time"), self.tr("Customer"), self.tr("What"), self.tr("State"), "")
        self._table.setHorizontalHeaderLabels(heads)
        self._checking.setText(words.checking_explained())
        self._retranslate_status()
        self._fill()

    def _show_entries(self, entries: list[Entry]) -> None:
        if entries != self._entries:
            self._entries = entries
            self._fill()
        else:
            self._review_box.show_entries(entries)

    def _fill(self) -> None:
        """Fill the table; keep the focus and the scroll position."""
        focused, top = self._focused_name(), self._table.verticalScrollBar().value()
        self._table.setVisible(bool(self._entries))
        self._empty.setVisible(not self._entries)
        self._show_checking()
        self._table.setRowCount(0)
        self._table.setRowCount(len(self._entries))
        for line, entry in enumerate(self._entries):
            self._fill_row(line, entry)
        self._table.fit()
        self._table.verticalScrollBar().setValue(top)
        if focused is not None:
            buttons: list[QWidget | None] = [
                self._table.cellWidget(line, _ACTION) for line in range(len(self._entries))
            ]
            same = (button for button in buttons if button and button.objectName() == focused)
            next(same, self._table if self._entries else self._close).setFocus(Qt.FocusReason.OtherFocusReason)
        self._review_box.show_entries(self._entries)

    def _show_checking(self) -> None:
        """Explain what is being checked; a low window has no room for that beside what needs a person."""
        is_crowded = self._theming.is_low and any(entry.state in NEEDS_PERSON for entry in self._entries)
        self._checking.setVisible(not is_crowded and any(entry.state in _CHECKING for entry in self._entries))

    def _focused_name(self) -> str | None:
        """Return the name of the widget that has the focus in the list, if one has."""
        focused: QWidget | None = self._table.focusWidget()
        return focused.objectName() if focused is not None and focused.hasFocus() else None

    def _fill_row(self, line: int, entry: Entry) -> None:
        texts = (words.time_or_day(entry.created_at), words.customer_name(entry), words.content_and_cashier(entry))
        for place, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setToolTip(tool_tip(text))
            self._table.setItem(line, place, item)
        state = QTableWidgetItem()
        state.setData(Qt.ItemDataRole.UserRole, entry.state.value)
        state.setData(Qt.ItemDataRole.AccessibleTextRole, words.entry_state(entry))
        self._table.setItem(line, _STATE, state)
        if (button := self._make_action(entry)) is not None:
            button.setAccessibleName(words.list_line((button.text(), *texts)))
            self._table.setCellWidget(line, _ACTION, button)

    def _make_action(self, entry: Entry) -> Button | None:
        seq = entry.seq
        if entry.can_cancel:
            return Button("link", self.tr("Cancel"), name=f"cancelButton_{seq}", on_click=lambda: self._cancel(seq))
        if entry.state in NEEDS_PERSON:
            return Button(
                "link", self.tr("Decide"), name=f"decideButton_{seq}", on_click=lambda: self._review_box.choose(seq)
            )
        return None

    def decide(self, seq: int, decision: Decision) -> None:
        """Settle an entry as a person decided."""
        self._countdown.start()
        self._runner.tap(lambda: self._review.decide(seq, decision), self._on_changed, self._on_refused)

    def _cancel(self, seq: int) -> None:
        self._runner.tap(lambda: self._review.cancel(seq), self._on_changed, self._on_refused)

    def _try_now(self) -> None:
        self._runner.ask(self._connection.try_now, ignore, self.failed.emit)

    def _on_changed(self, _entry: Entry) -> None:
        self._review_box.reset()
        self.refresh()

    def _on_refused(self, error: TillError) -> None:
        """Show the error, and list the entries again, since they may have changed."""
        self.failed.emit(error)
        self.refresh()

    def _make_table(self) -> _Table:
        table = _Table(0, 5)
        table.setObjectName("outboxTable")
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        # Tab goes on to the buttons; arrows go through the rows.
        table.setTabKeyNavigation(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setItemDelegateForColumn(_STATE, _StatePill(self._theming, table))
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(_WHAT, QHeaderView.ResizeMode.Stretch)
        return table

    def _refit(self) -> None:
        self._table.verticalHeader().setDefaultSectionSize(max(50, self._theming.px(54)))
        self._layout.setContentsMargins(*((28, 14, 28, 10) if self._theming.is_low else (32, 24, 32, 20)))
        for place, width in ((_TIME, 90), (_STATE, 122), (_ACTION, 96)):
            self._table.setColumnWidth(place, self._theming.px(width))
        self._table.fit()
        self._show_checking()
