"""Finds the e-mails and card ids in a code's text, each with the label before it.

Searches the text itself, `mailto:`, the path, query and fragment of a URI, JSON, and the e-mail lines of a contact
(vCard, MECARD, BIZCARD), and any of these in base64 or percent-encoding, at most twice. Nothing is opened, fetched or
run. Linear in the text, whose length the caller has limited.
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
"""How many layers of percent-encoding or base64 are decoded before a text counts as opaque."""
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
    """An e-mail or a card id found in a text, with the label before it ("" if none)."""

    label: str
    reference: Email | CardId = field(repr=False)

    @property
    def is_labelled_as_shops(self) -> bool:
        """Return whether the label says that it is the shop's, the vendor's or a helper's."""
        return not _SHOP_LABELS.isdisjoint(_words_in(self.label))

    @property
    def is_labelled_as_cards(self) -> bool:
        """Return whether the label says that it is a card's or a customer's."""
        return not _CARD_LABELS.isdisjoint(_words_in(self.label))


def is_contact(text: str) -> bool:
    """Return whether `text` is a contact, in which ids are not cards'."""
    return bool(_CONTACT.match(text))


def identifiers_in_contact(text: str) -> Iterator[Identifier]:
    """Yield the e-mails of a contact."""
    if text[:6].lower() == "begin:":
        addresses = _VCARD_EMAIL.findall(_FOLD.sub("", text))
    else:
        addresses = [re.sub(r"\\(.)", r"\1", address) for address in _MECARD_EMAIL.findall(text)]
    for address in addresses:
        yield from _email("", address)


def identifiers_in(text: str, label: str = "", encodings: int = _MAX_ENCODINGS) -> Iterator[Identifier]:
    """Yield every e-mail and card id in `text`, whose own label is `label`."""
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
    """Yield every identifier in a JSON text, labelled by its keys; none if it is deep or broken."""
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
    """Yield the identifiers in path, query and fragment; never in user or host, which may deceive."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return
    for text in (parts.path, parts.fragment):
        yield from _identifiers_in_path(text, label, encodings)
    for pair in parts.query.split("&"):
        yield from _identifiers_in_pair(pair, label, encodings)


def _identifiers_in_path(path: str, outer: str, encodings: int) -> Iterator[Identifier]:
    """Yield the identifiers in path segments, each labelled by the one before, and in a fragment's pairs."""
    name = ""
    for segment in re.split(r"[/?&;]", path):
        if "=" in segment.rstrip("="):
            yield from _identifiers_in_pair(segment, outer, encodings)
        else:
            yield from _identifiers_in_component(_nested_label(outer, name), _PASS_FILE.sub("", segment), encodings)
        name = segment if _NAME.fullmatch(segment) else ""


def _identifiers_in_pair(pair: str, outer: str, encodings: int) -> Iterator[Identifier]:
    name, _, value = pair.partition("=")
    # `+` is not decoded as a space: addresses contain it more often than spaces.
    yield from _identifiers_in_component(_nested_label(outer, unquote(name)), value or name, encodings)


def _identifiers_in_component(label: str, component: str, encodings: int) -> Iterator[Identifier]:
    """Yield the identifiers in a part of a URI, which may be percent-encoded and contain a URI or JSON."""
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
    """Yield one address, with or without a name, or several; none from a sentence that mentions one."""
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
    """Return the text of a percent-encoded or base64 text; None if it is neither."""
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
    """Return the label of a nested value: in `{"merchant": {"id": …}}`, the id is the merchant's."""
    return f"{label} {key}".strip()


def _words_in(label: str) -> set[str]:
    """Return the words of a label: `merchantId`, `merchant_id` and `merchants` all contain `merchant`."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", label)
    words = set(re.split(r"[^a-z]+", spaced.lower()))
    return words | {word[:-1] for word in words if word.endswith("s")}
