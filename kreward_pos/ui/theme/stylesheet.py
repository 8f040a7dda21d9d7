"""The style sheet: the look of every standard widget, from a palette and a scale.

Widgets are distinguished by the dynamic properties `role` and `tone`, and never have a sheet of their own.
"""

from collections.abc import Callable
from string import Template

from kreward_pos.ui.runtime import resources
from kreward_pos.ui.theme.palettes import Palette

Px = Callable[[float], int]

_SHEET = Template(
    """
QWidget { color: $text; }
QLabel { background: transparent; }
QToolTip { background: $inverse; color: $on_inverse; border: none; padding: 6px 10px; }
#counterWindow { background: $ground; }
#header { background: $surface; border: none; border-bottom: 1px solid $line; }
QFrame[role="card"] { background: $surface; border: 1px solid $line; border-radius: ${px20}px; }
QFrame[role="rule"] { background: $line; border: none; max-height: 1px; min-height: 1px; }

QLabel[role="shop"] { font-size: ${px20}px; font-weight: 700; }
QLabel[role="title"] { font-size: ${px34}px; font-weight: 700; }
QLabel[role="heading"] { font-size: ${px28}px; font-weight: 700; }
QLabel[role="section"] { font-size: ${px18}px; font-weight: 600; }
QLabel[role="muted"] { font-size: ${px17}px; color: $muted; }
QLabel[role="lead"] { font-size: ${px19}px; color: $muted; }
QLabel[role="small"] { font-size: ${px14}px; color: $muted; }
QLabel[role="label"] { font-size: ${px14}px; font-weight: 600; color: $muted; }
QLabel[role="figure"] { font-size: ${px60}px; font-weight: 800; }
QLabel[role="goal"] { padding-bottom: ${px10}px; font-size: ${px26}px; font-weight: 600; color: $muted; }
QLabel[role="tierName"] { font-size: ${px18}px; }
QLabel[role="tierAt"] { font-size: ${px18}px; font-weight: 700; }
QLabel[role="tierState"] { font-size: ${px18}px; color: $muted; }
QLabel[role="tierState"][tone="go"] { color: $primary_text; font-weight: 600; }
QLabel[role="chip"] {
    font-size: ${px15}px; font-weight: 600; padding: ${px5}px ${px12}px; border-radius: ${px14}px;
    background: $primary_soft; color: $primary_text;
}
QLabel[role="chip"][tone="warn"] { background: $warn_soft; color: $warn_text; }
QLabel[role="chip"][tone="plain"] { background: $ground; color: $muted; }
QLabel[role="hint"] {
    font-size: ${px14}px; font-weight: 600; padding: 2px ${px8}px; border-radius: ${px7}px;
    border: 1px solid $edge; color: $muted;
}
QLabel[role="noticeText"], QLabel[role="noticeTitle"] { font-size: ${px17}px; color: $warn_text; }
QLabel[role="noticeTitle"] { font-weight: 700; }
QLabel[role="trouble"] { font-size: ${px15}px; color: $warn_text; }
QLabel[role="foundTitle"], QLabel[role="foundText"] { font-size: ${px17}px; color: $primary_text; }
QLabel[role="foundTitle"] { font-weight: 700; }
QLabel[role="foundTitle"][tone="warn"], QLabel[role="foundText"][tone="warn"] { color: $warn_text; }
QLabel[role="dots"] {
    font-size: ${px34}px; letter-spacing: 8px; border: 2px solid transparent; border-radius: ${px14}px;
}
QLabel[role="dots"][ring="true"] { border-color: $primary; }
QFrame[role="found"] { background: $primary_soft; border: none; border-radius: ${px16}px; }
QFrame[role="found"][tone="warn"] { background: $warn_soft; }
QFrame[role="notice"] { background: $warn_soft; border: none; border-radius: ${px16}px; }
QFrame[role="tier"] { background: $surface; border: 1px solid $line; border-radius: ${px16}px; }
QFrame[role="tier"][tone="ready"] { background: $reward_soft; border: 1px solid $reward_line; }

QPushButton {
    background: $surface; color: $text; border: 1px solid $line; border-radius: ${px16}px;
    min-height: ${button_h}px; padding: 0 ${px18}px; font-size: ${px17}px; font-weight: 600;
}
QPushButton:focus { outline: none; }
QPushButton:hover { background: $hover; border-color: $edge; }
QPushButton:pressed { background: $line; }
QPushButton:disabled { color: $muted; }
QPushButton[role="primary"] {
    background: $primary; color: $on_primary; border: 1px solid $primary; border-radius: ${px20}px;
    font-size: ${px20}px; font-weight: 700;
}
QPushButton[role="primary"] QLabel[role="face"] { color: $on_primary; font-weight: 700; font-size: ${px28}px; }
QPushButton[role="primary"] QLabel[role="hint"] { color: $on_primary; border-color: $on_primary; }
QPushButton[role="primary"]:hover, QPushButton[role="primary"]:pressed,
QPushButton[role="primary"][saving="true"] { background: $primary_pressed; border-color: $primary_pressed; }
QPushButton[role="primary"]:disabled { background: $hover; color: $muted; border-color: $line; }
QPushButton[role="big"] { border-radius: ${px20}px; font-size: ${px26}px; font-weight: 700; padding: 0; }
QPushButton[role="big"] { min-height: ${big_h}px; }
#stampButton { min-height: ${big_h}px; }
#doneButton, #joinInsteadButton { min-height: ${tall_h}px; font-size: ${px20}px; }
QPushButton[role="digit"] { font-size: ${px20}px; padding: 0; border-radius: ${px12}px; min-width: 46px; }
QPushButton[role="plain"] QLabel[role="face"] { font-weight: 600; font-size: ${px18}px; }
QPushButton[role="reward"] {
    background: $reward; color: $on_reward; border: 1px solid $reward; border-radius: ${px14}px;
    font-weight: 700; min-height: ${link_h}px; padding: 0 ${px24}px;
}
QPushButton[role="reward"]:hover, QPushButton[role="reward"]:pressed { background: $reward_pressed; }
QPushButton[role="icon"] { padding: 0; border-radius: ${px14}px; min-height: ${icon_h}px; min-width: ${icon_h}px; }
QPushButton[role="link"] {
    background: transparent; border: 1px solid transparent; color: $primary_text; text-decoration: underline;
    padding: 0 ${px6}px; min-height: ${link_h}px;
}
QPushButton[role="link"]:hover { background: $hover; }
QPushButton[role="quiet"] {
    background: transparent; border: 3px solid transparent; color: $muted; min-height: ${link_r}px;
}
QPushButton[role="quiet"]:hover { background: $hover; color: $text; }
QPushButton[role="demo"] { min-height: ${link_h}px; padding: 0 ${px8}px; font-size: ${px14}px; }
QPushButton[role="demo"]:checked {
    background: $warn_soft; color: $warn_text; border: 2px solid $warn_text; min-height: ${link_c}px;
}
QPushButton[role="pill"] {
    border: 3px solid transparent; border-radius: 24px; min-height: 42px; padding: 0 ${px15}px;
    font-size: ${px16}px; font-weight: 700;
    background: $primary_soft; color: $primary_text;
}
QPushButton[role="pill"][tone="warn"] { background: $warn_soft; color: $warn_text; }
QPushButton[role="pill"][tone="plain"] { background: $hover; color: $muted; }
QPushButton[role="tab"] {
    background: transparent; border: 3px solid transparent; border-radius: ${px12}px; padding: 0 ${px12}px;
    text-align: left; min-height: ${row_r}px; font-size: ${px16}px; color: $muted;
}
QPushButton[role="tab"]:hover { background: $hover; color: $text; }
QPushButton[role="tab"]:checked { background: $primary_soft; color: $primary_text; font-weight: 700; }
QPushButton[role="segment"] { min-height: ${link_h}px; border-radius: ${px14}px; color: $muted; }
QPushButton[role="segment"]:pressed { color: $text; }
QPushButton[role="segment"]:checked {
    background: $primary_soft; color: $primary_text; border: 2px solid $primary; padding: 0 ${px17}px;
}
QPushButton[role="pad"] { font-size: ${px26}px; padding: 0; border-radius: ${px14}px; min-height: ${link_h}px; }
#pinOk { min-height: ${link_h}px; border-radius: ${px14}px; padding: 0; }
QPushButton[role="choice"] {
    min-height: ${tall_c}px; font-size: ${px20}px; border: 2px solid $line; border-radius: ${px16}px;
}
QPushButton[role="choice"]:checked {
    border: 4px solid $primary; min-height: ${tall_d}px; background: $primary_soft; color: $primary_text;
}
QPushButton[role="row"] {
    min-height: ${row_h}px;
    background: transparent; border: 1px solid transparent; border-bottom-color: $line; border-radius: 0; padding: 0;
}
QPushButton[role="row"]:hover { background: $hover; }
QPushButton[role="undo"] {
    background: $on_inverse; color: $inverse; border: 3px solid $on_inverse; border-radius: ${px14}px; min-height: 42px;
    padding: 0 ${px20}px; font-weight: 700;
}
QPushButton[role="undo"]:hover { background: $on_inverse; }
QPushButton[ring="true"], QPushButton[role][ring="true"] { border: 3px solid $focus; min-height: ${button_r}px; }
QPushButton[role="link"][ring="true"], QPushButton[role="demo"][ring="true"], QPushButton[role="pad"][ring="true"],
QPushButton[role="segment"][ring="true"], QPushButton[role="icon"][ring="true"], QPushButton[role="quiet"][ring="true"],
QPushButton[role="pill"][ring="true"], QPushButton[role="undo"][ring="true"] { min-height: ${link_r}px; }
QPushButton[role="tab"][ring="true"], QPushButton[role="row"][ring="true"] { min-height: ${row_r}px; }
QPushButton[role="choice"][ring="true"], #joinInsteadButton[ring="true"] { min-height: ${tall_r}px; }
QPushButton[role="big"][ring="true"] { min-height: ${big_r}px; }
QPushButton[role="undo"][ring="true"] { border: 3px solid $primary; }
QPushButton[role="reward"][ring="true"] { border: 4px double $on_reward; min-height: ${link_d}px; }
QPushButton[role="primary"][ring="true"] { border: 4px double $on_primary; min-height: ${button_d}px; }
#stampButton[ring="true"] { min-height: ${big_d}px; }
#doneButton[ring="true"] { min-height: ${tall_d}px; }
#pinOk[ring="true"] { min-height: ${link_d}px; }

QFrame[role="messageBar"] { background: $inverse; border: none; border-radius: ${px18}px; }
QFrame[role="messageBar"][tone="idle"] { background: transparent; }
QLabel[role="messageText"] { color: $on_inverse; font-size: ${px17}px; font-weight: 500; }
QLabel[role="messageText"][tone="idle"] { color: $muted; font-size: ${px14}px; font-weight: 400; }

QLineEdit, QComboBox {
    background: $surface; color: $text; placeholder-text-color: $muted; border: 1px solid $edge;
    border-radius: ${px14}px;
    min-height: ${field_h}px; padding: 0 ${px16}px; font-size: ${px17}px;
    selection-background-color: $primary; selection-color: $on_primary;
}
QLineEdit#emailField { border-color: $line; border-radius: ${px16}px; padding-left: ${px46}px; }
QLineEdit[role="amount"] { font-size: ${px34}px; font-weight: 700; }
QLineEdit:focus, QComboBox:focus, QLineEdit#emailField:focus { border: 2px solid $primary; }
QCheckBox, QRadioButton {
    color: $text; font-size: ${px17}px; min-height: 44px; spacing: ${px14}px; padding: 0 ${px5}px;
    border: 2px solid transparent; border-radius: ${px12}px;
}
QCheckBox:focus, QRadioButton:focus { border-color: $primary; }
QRadioButton::indicator {
    width: ${px20}px; height: ${px20}px; border: 2px solid $edge; border-radius: ${px12}px; background: $surface;
}
QRadioButton::indicator:checked { border: 7px solid $primary; width: ${px10}px; height: ${px10}px; }
QCheckBox::indicator {
    width: ${px20}px; height: ${px20}px; border: 2px solid $edge; border-radius: 6px; background: $surface;
}
QCheckBox::indicator:checked { background: $primary; border-color: $primary; image: url("$tick"); }
QComboBox::drop-down { border: none; width: ${px46}px; }
QComboBox::down-arrow { image: url("$chevron"); width: ${px20}px; height: ${px20}px; }
QComboBox QAbstractItemView {
    background: $surface; color: $text; border: 1px solid $line; outline: none;
    selection-background-color: $primary_soft; selection-color: $text;
}
QComboBox QAbstractItemView::item { min-height: 48px; padding: 0 ${px12}px; }

QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar::handle:vertical { background: $edge; border-radius: 4px; min-height: 40px; margin: 0 2px; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; width: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QTableWidget {
    background: transparent; border: none; outline: none; gridline-color: transparent; font-size: ${px16}px;
    selection-background-color: $hover; selection-color: $text;
}
QTableWidget::item { border-bottom: 1px solid $line; padding: 0 ${px8}px; }
QTableWidget::item:selected { background: $hover; color: $text; }
QTableWidget:focus { border: 2px solid $primary; border-radius: ${px8}px; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section {
    background: transparent; border: none; border-bottom: 1px solid $line; color: $muted;
    font-size: ${px14}px; font-weight: 600; padding: ${px8}px; text-align: left;
}
"""
)
_SIZES = (5, 6, 7, 8, 10, 12, 14, 15, 16, 17, 18, 19, 20, 22, 24, 26, 28, 34, 46, 60)


def sheet(palette: Palette, px: Px, target_px: Px) -> str:
    """Return the style sheet of the whole application; `px` and `target_px` convert design pixels to the screen's."""
    colours = {name: value for name in palette.__slots__ if isinstance(value := getattr(palette, name), str)}
    sizes = {f"px{size}": str(px(size)) for size in _SIZES}
    # A border adds a pixel above and below.
    heights = {"button": 56, "field": 58, "icon": 48, "link": 48, "tall": 72}
    outer = {"big": max(96, px(96)), "row": target_px(48)} | {
        name: target_px(height) for name, height in heights.items()
    }
    # As high with the ring as without it, so that nothing moves while one goes from button to button.
    borders = {"h": 1, "c": 2, "r": 3, "d": 4}
    inner = {
        f"{name}_{kind}": str(height - 2 * border) for name, height in outer.items() for kind, border in borders.items()
    }
    return _SHEET.substitute(colours, **sizes, **inner, **_pictures(palette))


def _pictures(palette: Palette) -> dict[str, str]:
    """Return the paths of the sheet's pictures, which have fixed colours, by their placeholders."""
    names = {"chevron": "chevron", "tick": "tick-dark" if palette.is_dark else "tick"}
    return {name: resources.path(f"icons/{file}.svg").as_posix() for name, file in names.items()}
