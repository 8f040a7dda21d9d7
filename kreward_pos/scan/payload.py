"""What the text of a code says about whose card it is. The text is untrusted: it is read, never opened.

Rules, all of them this project's own, since the vendor says nowhere what a pass's code holds:

- A text that names one e-mail address is that customer; one that names one card id (a UUID) is that card.
  Both are looked for in the text itself, in `mailto:`, in the path, query and fragment of a URI, and in JSON.
- **The e-mail wins over the id**, since the API asks for customers by e-mail, so it needs no link learnt before.
- What is labelled as someone else's (`merchant=`, `/shop/…`, `support=`) is passed over: taking the shop's id for
  a card's would give every customer the same one. Several ids count only if just one is labelled as the card's.
- Where that leaves nothing certain, the whole text is an `OpaqueCode`, and the till asks whose it is.

Linear in the text, which is limited before anything else looks at it. Knows no camera and no customer.
"""

import json
import re
import unicodedata
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote, urlsplit

from kreward_pos.cards import CardId, CardReference, Email, OpaqueCode
from kreward_pos.errors import QT_TRANSLATE_NOOP, EmailRefused
from kreward_pos.scan.failures import CardTooLong, CardUnreadable, NotACard

PAYLOAD_LIMIT_BYTES: Final = 512
"""Longest code that is looked at, in UTF-8; the longest pass seen in the wild is a third of it."""

_JSON_DEPTH = 16
_LABELS_OF_OTHERS = frozenset(
    (
        "brand",
        "business",
        "campaign",
        "company",
        "contact",
        "from",
        "help",
        "location",
        "merchant",
        "org",
        "organisation",
        "organization",
        "owner",
        "program",
        "programme",
        "shop",
        "store",
        "support",
        "template",
        "tenant",
        "venue",
    )
)
_LABELS_OF_CARDS = frozenset(
    ("c", "card", "code", "customer", "id", "member", "membership", "pass", "serial", "user", "wallet")
)

_WIFI = QT_TRANSLATE_NOOP("errors", "a Wi-Fi code")
_CONTACT = QT_TRANSLATE_NOOP("errors", "a contact")
_PHONE = QT_TRANSLATE_NOOP("errors", "a telephone number")
_MESSAGE = QT_TRANSLATE_NOOP("errors", "a text message")
_PLACE = QT_TRANSLATE_NOOP("errors", "a place on a map")
_CALENDAR = QT_TRANSLATE_NOOP("errors", "a calendar entry")
_DRAFT = QT_TRANSLATE_NOOP("errors", "a letter to be sent")
_SECRET = QT_TRANSLATE_NOOP("errors", "a sign-in secret")
_PAYMENT = QT_TRANSLATE_NOOP("errors", "a payment code")

_OTHER_THINGS: Final[tuple[tuple[str, str], ...]] = (
    ("wifi:", _WIFI),
    ("begin:vcard", _CONTACT),
    ("mecard:", _CONTACT),
    ("bizcard:", _CONTACT),
    ("https://u.wechat.com/", _CONTACT),
    ("tel:", _PHONE),
    ("sms:", _MESSAGE),
    ("smsto:", _MESSAGE),
    ("mms:", _MESSAGE),
    ("mmsto:", _MESSAGE),
    ("geo:", _PLACE),
    ("begin:vevent", _CALENDAR),
    ("begin:vcalendar", _CALENDAR),
    ("matmsg:", _DRAFT),
    ("smtp:", _DRAFT),
    ("otpauth://", _SECRET),
    ("otpauth-migration://", _SECRET),
    ("bitcoin:", _PAYMENT),
    ("ethereum:", _PAYMENT),
    ("litecoin:", _PAYMENT),
    ("lightning:", _PAYMENT),
    ("bcd\n", _PAYMENT),  # SEPA credit transfer (EPC069-12)
    ("bcd\r\n", _PAYMENT),
    ("wxp://", _PAYMENT),
    ("https://wx.tenpay.com/", _PAYMENT),
    ("https://payapp.weixin.qq.com/", _PAYMENT),
    ("https://qr.alipay.com/", _PAYMENT),
    ("alipays://", _PAYMENT),
    ("alipayhk://", _PAYMENT),
    ("https://qr.payme.hsbc.com.hk/", _PAYMENT),
)
_LONGEST_PREFIX = max(len(prefix) for prefix, _ in _OTHER_THINGS)
# EMVCo merchant-presented codes, of which Hong Kong's FPS is one: version 01, then static or dynamic, CRC last.
_EMVCO = re.compile(r"000201(?:01021[12]|.*6304[0-9A-Fa-f]{4}$)", re.DOTALL)

_HEX = "[0-9a-fA-F]"
_UUID = re.compile(rf"(?:urn:uuid:)?{_HEX}{{8}}(?:-{_HEX}{{4}}){{3}}-{_HEX}{{12}}", re.ASCII | re.IGNORECASE)
_BARE_UUID = re.compile(rf"{_HEX}{{32}}")
_PASS_FILE = re.compile(r"\.(?:pkpass|png|json|html?)$", re.IGNORECASE)
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,31}://")
_NAME = re.compile(r"[A-Za-z_-]+")
_HIDDEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))


@dataclass(frozen=True, slots=True)
class _Find:
    """An e-mail or a card id met in a text, under the name that stood before it ("" where none did)."""

    label: str
    reference: Email | CardId = field(repr=False)

    @property
    def is_someone_elses(self) -> bool:
        return not _LABELS_OF_OTHERS.isdisjoint(_words(self.label))

    @property
    def is_a_cards(self) -> bool:
        return not _LABELS_OF_CARDS.isdisjoint(_words(self.label))


def reference_in(text: str) -> CardReference:
    """Whose card the text of a code names.

    Raises `NotACard`, `CardTooLong` or `CardUnreadable`, and nothing else whatever the text is.
    """
    text = text.strip().lstrip("\ufeff")  # many code makers put a byte order mark first
    _refuse_other_things(text)
    if len(text) > PAYLOAD_LIMIT_BYTES or len(text.encode("utf-8", "surrogatepass")) > PAYLOAD_LIMIT_BYTES:
        raise CardTooLong(limit=PAYLOAD_LIMIT_BYTES)
    _refuse_hidden(text, allowed="\t\r\n" if text[:1] in "[{" else "")
    if named := _settled(list(_finds(text))):
        return named
    _refuse_hidden(text)
    return OpaqueCode(text)


def _refuse_other_things(text: str) -> None:
    opening = text[: 2 * _LONGEST_PREFIX].lower()
    for prefix, what in _OTHER_THINGS:
        if opening.startswith(prefix):
            raise NotACard(what=what)
    if _EMVCO.match(text[: 4 * PAYLOAD_LIMIT_BYTES]):
        raise NotACard(what=_PAYMENT)


def _refuse_hidden(text: str, allowed: str = "") -> None:
    """Refuse what a person could not see: controls, bidi and zero-width marks, and a decoder's U+FFFD.

    The last would let two damaged codes, of two customers, look like one.
    """
    if not text or any(c == "\ufffd" or (unicodedata.category(c) in _HIDDEN and c not in allowed) for c in text):
        raise CardUnreadable


def _settled(finds: list[_Find]) -> Email | CardId | None:
    """The one reference that the finds agree on; None where nothing was found, or too much."""
    finds = [find for find in finds if not find.is_someone_elses]
    for kind in (Email, CardId):
        of_kind = [find for find in finds if isinstance(find.reference, kind)]
        labelled = [find for find in of_kind if find.is_a_cards]
        for candidates in (of_kind, labelled):
            references = {find.reference.key: find.reference for find in candidates}
            if len(references) == 1:
                return next(iter(references.values()))
    return None


def _finds(text: str) -> Iterator[_Find]:
    if text[:1] in "[{":
        yield from _finds_in_json(text)
    elif _BARE_UUID.fullmatch(text):
        yield _Find("", CardId(uuid.UUID(text)))
    else:
        yield from _finds_in_value("", text)


def _finds_in_json(text: str) -> Iterator[_Find]:
    """Everything named in a JSON text, by its key. A deep or broken text names nothing."""
    if text.count("[") + text.count("{") > _JSON_DEPTH:
        return
    try:
        pending: list[tuple[str, object]] = [("", json.loads(text))]
    except (ValueError, RecursionError):
        return
    while pending:
        label, value = pending.pop()
        if isinstance(value, dict):
            pending += [(_joined(label, key), inner) for key, inner in value.items()]
        elif isinstance(value, list):
            pending += [(label, inner) for inner in value]
        elif isinstance(value, str):
            yield from _finds_in_value(label, value)


def _finds_in_value(label: str, value: str) -> Iterator[_Find]:
    value = value.strip()
    if _URI.match(value):
        yield from _finds_in_uri(value)
    elif value[:7].lower() == "mailto:":
        yield from _finds_in_plain(label, unquote(value[7:].partition("?")[0]))
    else:
        yield from _finds_in_plain(label, value)


def _finds_in_uri(uri: str) -> Iterator[_Find]:
    """What path, query and fragment hold; never the user or host part, where an address would be a disguise."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return
    for pieces in (parts.path, parts.fragment):
        yield from _finds_in_path(pieces)
    for pair in parts.query.split("&"):
        yield from _finds_in_pair(pair)


def _finds_in_path(path: str) -> Iterator[_Find]:
    """Segments, each labelled by the one before it, and pairs where a fragment is written like a query."""
    label = ""
    for segment in re.split(r"[/?&;]", path):
        if "=" in segment:
            yield from _finds_in_pair(segment)
        else:
            yield from _finds_in_plain(label, _PASS_FILE.sub("", unquote(segment)))
        label = segment if _NAME.fullmatch(segment) else ""


def _finds_in_pair(pair: str) -> Iterator[_Find]:
    name, _, value = pair.partition("=")
    # No `+` for a space here: it stands in more addresses than spaces do.
    yield from _finds_in_plain(unquote(name), unquote(value or name))


def _finds_in_plain(label: str, text: str) -> Iterator[_Find]:
    if _UUID.fullmatch(text):
        yield _Find(label, CardId(uuid.UUID(text[-36:])))
    elif "@" in text:
        try:
            yield _Find(label, Email.parse(text))
        except EmailRefused:
            return


def _joined(label: str, key: str) -> str:
    """`{"merchant": {"id": …}}` is the merchant's id, so outer names stay, within the text's own size."""
    return f"{label} {key}" if label else key


def _words(label: str) -> set[str]:
    """`merchantId`, `merchant_id` and `merchants` all speak of a `merchant`."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", label)
    words = set(re.split(r"[^a-z]+", spaced.lower()))
    return words | {word[:-1] for word in words if word.endswith("s")}
