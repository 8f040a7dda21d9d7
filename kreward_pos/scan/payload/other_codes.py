"""Recognises codes that are plainly no customer's card, by their prefixes or digits.

The formats come from the code makers' own pages and ZXing's "Barcode Contents"; payment codes are EMVCo's (including
Hong Kong's FPS), SEPA's EPC069-12, and the addresses and number ranges that PayMe, Alipay and WeChat Pay publish. Looks
only at the text, in time linear in its beginning; knows no card.
"""

import re
from typing import Final

from kreward_pos.scan.errors import CodeKind

SETUP_PREFIX: Final = "KREWARD-LAYOUT:"
"""The prefix of the code that teaches a hand scanner's keyboard layout (`kreward_pos.scan.hand.layout`)."""

_PREFIXES: Final[dict[str, CodeKind]] = {
    SETUP_PREFIX.lower(): CodeKind.LAYOUT,
    "wifi:": CodeKind.WIFI,
    "dpp:": CodeKind.WIFI,  # Wi-Fi Easy Connect
    "tel:": CodeKind.PHONE,
    "facetime:": CodeKind.PHONE,
    "sms:": CodeKind.MESSAGE,
    "smsto:": CodeKind.MESSAGE,
    "mms:": CodeKind.MESSAGE,
    "mmsto:": CodeKind.MESSAGE,
    "whatsapp://": CodeKind.MESSAGE,
    "geo:": CodeKind.PLACE,
    "begin:vevent": CodeKind.CALENDAR,
    "begin:vcalendar": CodeKind.CALENDAR,
    "matmsg:": CodeKind.DRAFT,
    "smtp:": CodeKind.DRAFT,
    "otpauth://": CodeKind.SECRET,
    "otpauth-migration://": CodeKind.SECRET,
    "fido:/": CodeKind.SECRET,
    "kw_sk_": CodeKind.SECRET,  # Kreward's own keys, which must never be saved as a card
    "kw_pub_": CodeKind.SECRET,
    "bitcoin:": CodeKind.PAYMENT,
    "ethereum:": CodeKind.PAYMENT,
    "litecoin:": CodeKind.PAYMENT,
    "lightning:": CodeKind.PAYMENT,
    "upi://": CodeKind.PAYMENT,
    "bcd\n": CodeKind.PAYMENT,
    "bcd\r\n": CodeKind.PAYMENT,
    "hqvdufy": CodeKind.PAYMENT,  # EMVCo, shown by the customer: base64 of 85 05 "CPV"
    "wxp://": CodeKind.PAYMENT,
    "alipays://": CodeKind.PAYMENT,
    "alipayhk://": CodeKind.PAYMENT,
    "market://": CodeKind.APP,
    "itms-apps://": CodeKind.APP,
}
_PAGE_PREFIXES: Final[dict[str, CodeKind]] = {
    "u.wechat.com/": CodeKind.CONTACT,
    "wa.me/": CodeKind.MESSAGE,
    "api.whatsapp.com/": CodeKind.MESSAGE,
    "maps.google.com/": CodeKind.PLACE,
    "google.com/maps/": CodeKind.PLACE,
    "goo.gl/maps/": CodeKind.PLACE,
    "maps.app.goo.gl/": CodeKind.PLACE,
    "maps.apple.com/": CodeKind.PLACE,
    "calendar.google.com/": CodeKind.CALENDAR,
    "wx.tenpay.com/": CodeKind.PAYMENT,
    "payapp.weixin.qq.com/": CodeKind.PAYMENT,
    "qr.alipay.com/": CodeKind.PAYMENT,
    "qr.payme.hsbc.com.hk/": CodeKind.PAYMENT,
    "payme.hsbc/": CodeKind.PAYMENT,
    "apps.apple.com/": CodeKind.APP,
    "itunes.apple.com/": CodeKind.APP,
    "play.google.com/store/": CodeKind.APP,
    "appgallery.huawei.com/": CodeKind.APP,
}
_PAGE = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)
_MAX_PREFIX_LENGTH = 32
_MAX_EMVCO_LENGTH = 2048

# Shown by the merchant: version 01, then static or dynamic, or the CRC at the end.
_EMVCO = re.compile(r"000201(?:01021[12]|.*6304[0-9A-Fa-f]{4}$)", re.DOTALL)
# Shown by the payer: WeChat Pay (10 to 15) and Alipay (25 to 30).
_PAYER_NUMBER = re.compile(r"(?:1[0-5]|2[5-9]|30)[0-9]{16}")
_TELEPHONE = re.compile(r"\+[0-9][0-9 ()-]{6,20}")
_ISBN = re.compile(r"(?:ISBN[ :]*)?(97[89][0-9 -]{10,14})", re.IGNORECASE)


def kind_of_other_code(text: str) -> CodeKind | None:
    """Return what `text` plainly is, if not a card; None if it may be a card."""
    beginning = text[:_MAX_PREFIX_LENGTH].lower()
    for prefix, kind in _PREFIXES.items():
        if beginning.startswith(prefix):
            return kind
    if page := _PAGE.match(text):
        address = text[page.end() : page.end() + _MAX_PREFIX_LENGTH].lower()
        return next((kind for prefix, kind in _PAGE_PREFIXES.items() if address.startswith(prefix)), None)
    if _EMVCO.match(text[:_MAX_EMVCO_LENGTH]) or _PAYER_NUMBER.fullmatch(text):
        return CodeKind.PAYMENT
    if _TELEPHONE.fullmatch(text):
        return CodeKind.PHONE
    return CodeKind.PRODUCT if _is_product(text) else None


def _is_product(text: str) -> bool:
    """Return whether the digits are a product's GTIN (EAN-13, UPC-A, EAN-8) or an ISBN, with a right check digit.

    Numbers that GS1 leaves to the shop's own use may be cards: EAN-13 from 02, 04 and 20 to 29, UPC-A from 2 and 4,
    EAN-8 from 0 and 2.
    """
    if isbn := _ISBN.fullmatch(text):
        text = re.sub("[ -]", "", isbn[1])
    if not (text.isascii() and text.isdecimal()) or not _is_check_digit_right(text):
        return False
    shops_own = {13: ("02", "04", "2"), 12: ("2", "4"), 8: ("0", "2")}
    return len(text) in shops_own and not text.startswith(shops_own[len(text)])


def _is_check_digit_right(digits: str) -> bool:
    """Return whether the check digit is right (GS1 General Specifications, 7.9).

    Weighted by 1 and 3 in turn from the right, the digits sum to a multiple of ten.
    """
    return sum(int(digit) * (3 if position % 2 else 1) for position, digit in enumerate(reversed(digits))) % 10 == 0
