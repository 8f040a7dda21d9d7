"""The e-mails and card ids that stand in a code's text, each under the name that stood before it.

Looked for in the text itself, in `mailto:`, in the path, query and fragment of a URI, in JSON, in the e-mail lines
of a contact (vCard, MECARD, BIZCARD), and in any of these written in base64 or percent-encoded, twice at most.
Nothing is opened, fetched or run. Linear in the text, which whoever calls has limited.
"""

import base64
import json
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote, urlsplit

from kreward_pos.cards import CardId, Email
from kreward_pos.errors import EmailRefused

_MAX_JSON_DEPTH = 16
_MAX_ENCODINGS: Final = 2
"""How often a text may be percent-encoded or base64 before it counts as opaque."""
_SHOP_LABELS = frozenset(
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
_CARD_LABELS = frozenset(
    ("c", "card", "code", "customer", "id", "member", "membership", "pass", "serial", "user", "wallet")
)

_HEX = "[0-9a-fA-F]"
_UUID = re.compile(rf"(?:urn:uuid:)?{_HEX}{{8}}(?:-{_HEX}{{4}}){{3}}-{_HEX}{{12}}", re.ASCII | re.IGNORECASE)
_PASS_FILE = re.compile(r"\.(?:pkpass|png|json|html?)$", re.IGNORECASE)
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,31}://")
_NAME = re.compile(r"[A-Za-z_-]+")
_NAMED_ADDRESS = re.compile(r"[^<>@]*<([^<>@\s]+@[^<>@\s]+)>")
_BETWEEN_ADDRESSES = re.compile(r"[\s,;]+")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{8,}={0,2}")
_CONTACT = re.compile(r"begin:vcard|mecard:|bizcard:", re.IGNORECASE)
_FOLD = re.compile(r"\r?\n[ \t]")
_VCARD_EMAIL = re.compile(r"^(?:[\w-]+\.)?EMAIL(?:;[^:\r\n]*)?:([^\r\n]+)", re.IGNORECASE | re.MULTILINE)
_MECARD_EMAIL = re.compile(r"(?<=[:;])E(?:MAIL)?:((?:[^;\\]|\\.)+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Identifier:
    """An e-mail or a card id met in a text, under the name that stood before it ("" where none did)."""

    label: str
    reference: Email | CardId = field(repr=False)

    @property
    def is_labelled_as_shops(self) -> bool:
        """Whether it is labelled as the shop's, the vendor's, a helper's."""
        return not _SHOP_LABELS.isdisjoint(_words_in(self.label))

    @property
    def is_labelled_as_cards(self) -> bool:
        """Whether it is labelled as a card's or a customer's."""
        return not _CARD_LABELS.isdisjoint(_words_in(self.label))


def is_contact(text: str) -> bool:
    """Whether `text` is a contact, whose labels are its own and whose ids are no cards'."""
    return bool(_CONTACT.match(text))


def identifiers_in_contact(text: str) -> Iterator[Identifier]:
    """The e-mails of a contact."""
    if text[:6].lower() == "begin:":
        addresses = _VCARD_EMAIL.findall(_FOLD.sub("", text))
    else:
        addresses = [re.sub(r"\\(.)", r"\1", address) for address in _MECARD_EMAIL.findall(text)]
    for address in addresses:
        yield from _email("", address)


def identifiers_in(text: str, label: str = "", encodings: int = _MAX_ENCODINGS) -> Iterator[Identifier]:
    """Every e-mail and card id in `text`, which stood under `label`."""
    text = text.strip()
    if text[:1] in ("[", "{"):
        yield from _identifiers_in_json(text, label, encodings)
    elif _URI.match(text):
        yield from _identifiers_in_uri(text, label, encodings)
    elif text[:7].lower() == "mailto:":
        yield from _identifiers_in_addresses(label, unquote(text[7:].partition("?")[0]))
    else:
        yield from _identifiers_in_plain(label, text, encodings)


def _identifiers_in_json(text: str, label: str, encodings: int) -> Iterator[Identifier]:
    """Everything named in a JSON text, by its key. A deep or broken text names nothing."""
    if text.count("[") + text.count("{") > _MAX_JSON_DEPTH:
        return
    try:
        pending: list[tuple[str, object]] = [(label, json.loads(text))]
    except (ValueError, RecursionError):
        return
    while pending:
        label, value = pending.pop()
        if isinstance(value, dict):
            pending += [(_nested_label(label, key), inner) for key, inner in value.items()]
        elif isinstance(value, list):
            pending += [(label, inner) for inner in value]
        elif isinstance(value, str):
            yield from identifiers_in(value, label, encodings)


def _identifiers_in_uri(uri: str, label: str, encodings: int) -> Iterator[Identifier]:
    """What path, query and fragment hold; never the user or host part, where an address would be a disguise."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return
    for text in (parts.path, parts.fragment):
        yield from _identifiers_in_path(text, label, encodings)
    for pair in parts.query.split("&"):
        yield from _identifiers_in_pair(pair, label, encodings)


def _identifiers_in_path(path: str, outer: str, encodings: int) -> Iterator[Identifier]:
    """Segments, each labelled by the one before it, and pairs where a fragment is written like a query."""
    name = ""
    for segment in re.split(r"[/?&;]", path):
        if "=" in segment.rstrip("="):
            yield from _identifiers_in_pair(segment, outer, encodings)
        else:
            yield from _identifiers_in_component(_nested_label(outer, name), _PASS_FILE.sub("", segment), encodings)
        name = segment if _NAME.fullmatch(segment) else ""


def _identifiers_in_pair(pair: str, outer: str, encodings: int) -> Iterator[Identifier]:
    name, _, value = pair.partition("=")
    # No `+` for a space here: it stands in more addresses than spaces do.
    yield from _identifiers_in_component(_nested_label(outer, unquote(name)), value or name, encodings)


def _identifiers_in_component(label: str, component: str, encodings: int) -> Iterator[Identifier]:
    """A part of a URI, which may be percent-encoded and then hold another URI, or JSON."""
    plain = unquote(component)
    if plain != component and encodings:
        yield from identifiers_in(plain, label, encodings - 1)
    else:
        yield from _identifiers_in_plain(label, plain, encodings)


def _identifiers_in_plain(label: str, text: str, encodings: int) -> Iterator[Identifier]:
    if _UUID.fullmatch(text):
        yield Identifier(label, CardId(uuid.UUID(text[-36:])))
    elif "@" in text:
        yield from _identifiers_in_addresses(label, text)
    elif encodings and (plain := _decoded(text)) is not None:
        yield from identifiers_in(plain, label, encodings - 1)


def _identifiers_in_addresses(label: str, text: str) -> Iterator[Identifier]:
    """One address, with or without a name beside it, or nothing but several. A mention in a sentence is none."""
    text = text.strip()
    if named := _NAMED_ADDRESS.fullmatch(text):
        text = named[1]
    parts = list(filter(None, _BETWEEN_ADDRESSES.split(text)))
    if all("@" in part for part in parts):
        for part in parts:
            yield from _email(label, part)


def _email(label: str, text: str) -> Iterator[Identifier]:
    try:
        yield Identifier(label, Email.parse(text))
    except EmailRefused:
        return


def _decoded(text: str) -> str | None:
    """What a percent-encoded or base64 text says; None where it is neither."""
    if "%" in text:
        plain = unquote(text)
        return plain if plain != text else None
    if not _BASE64.fullmatch(text):
        return None
    code = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(code + "=" * (-len(code) % 4), validate=True).decode()
    except ValueError:  # also what bad base64 and bad UTF-8 raise
        return None


def _nested_label(label: str, key: str) -> str:
    """`{"merchant": {"id": …}}` is the merchant's id, so outer names stay, within the text's own size."""
    return f"{label} {key}".strip()


def _words_in(label: str) -> set[str]:
    """`merchantId`, `merchant_id` and `merchants` all speak of a `merchant`."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", label)
    words = set(re.split(r"[^a-z]+", spaced.lower()))
    return words | {word[:-1] for word in words if word.endswith("s")}
