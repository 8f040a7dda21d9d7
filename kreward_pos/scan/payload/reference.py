"""Finds the card reference in a code's text. The text is untrusted: it is read, never opened.

These rules are this project's own, because the vendor does not document what a pass's code contains:

- A text that names one e-mail address is that customer; one that names one card id (a UUID) is that card. `identifiers`
  says where both are searched.
- **The e-mail wins over the id**, because the API looks customers up by e-mail, so no link is needed first.
- Identifiers with someone else's label (`merchant=`, `/shop/…`, `support=`) are ignored: with the shop's id taken for a
  card's, every customer would have the same one. Of several ids, one counts only if it alone is labelled as the card's.
- Two different e-mails, neither of them labelled as the customer's, are refused: a guess could stamp a stranger's card.
- Other kinds of code (`other_codes`) are refused by name; so is a contact, unless it holds exactly one e-mail.
- Otherwise the whole text is an `OpaqueCode`, a card number or the vendor's own format, and the till asks whose it is.

Linear in the text, whose length is limited first. Knows no camera and no customer.
"""

import re
import threading
import unicodedata
import uuid
from collections.abc import Iterable
from typing import Final

from kreward_pos.cards import CardId, CardReference, Email, OpaqueCode
from kreward_pos.scan.errors import CardOfTwo, CardTooLong, CardUnreadable, CodeKind, NotACard
from kreward_pos.scan.payload.identifiers import Identifier, identifiers_in, identifiers_in_contact, is_contact
from kreward_pos.scan.payload.other_codes import kind_of_other_code

PAYLOAD_LIMIT_BYTES: Final = 512
"""Longest code that is read, in UTF-8; the longest pass seen in practice is a third of it."""

_BARE_UUID = re.compile(r"[0-9a-fA-F]{32}")
_HIDDEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
_LINES = "\t\r\n"


def reference_in(text: str) -> CardReference:
    """Return the card reference in a code's text.

    Raises only `NotACard`, `CardOfTwo`, `CardTooLong` or `CardUnreadable`, whatever the text is.
    """
    text = text.strip().lstrip("\ufeff")  # many code makers put a byte order mark first
    if kind := kind_of_other_code(text):
        raise NotACard(kind)
    if is_contact(text):
        return _reference_in_contact(text)
    if _is_too_long(text):
        raise CardTooLong(limit=PAYLOAD_LIMIT_BYTES)
    _refuse_hidden(text, allowed=_LINES if text[:1] in ("[", "{") else "")
    if _BARE_UUID.fullmatch(text):
        return CardId(uuid.UUID(text))
    if reference := _agreed_reference(identifiers_in(text)):
        return reference
    _refuse_hidden(text)
    return OpaqueCode(text)


def preload() -> None:
    """Load what reading needs on a thread, so that no card waits for it: 0.2 s on a slow machine. Return at once."""
    # An international address needs the most modules.
    threading.Thread(target=reference_in, args=("josé@exämple.com",), name="preparing", daemon=True).start()


def _reference_in_contact(text: str) -> Email | CardId:
    """Return the customer with the only e-mail in a contact."""
    if _is_too_long(text):
        raise NotACard(CodeKind.CONTACT)
    _refuse_hidden(text, allowed=_LINES)
    reference = _agreed_reference(identifiers_in_contact(text))
    if reference is None:
        raise NotACard(CodeKind.CONTACT)
    return reference


def _is_too_long(text: str) -> bool:
    return len(text) > PAYLOAD_LIMIT_BYTES or len(text.encode("utf-8", "surrogatepass")) > PAYLOAD_LIMIT_BYTES


def _refuse_hidden(text: str, allowed: str = "") -> None:
    """Refuse characters that a person cannot see: controls, bidi and zero-width marks, and U+FFFD.

    Decoders write U+FFFD for damage, which could make the codes of two customers look alike.
    """
    if not text or any(c == "\ufffd" or (unicodedata.category(c) in _HIDDEN and c not in allowed) for c in text):
        raise CardUnreadable


def _agreed_reference(identifiers: Iterable[Identifier]) -> Email | CardId | None:
    """Return the one reference that the identifiers agree on; None if there is none, or several ids."""
    identifiers = [identifier for identifier in identifiers if not identifier.is_labelled_as_shops]
    for kind in (Email, CardId):
        of_kind = [identifier for identifier in identifiers if isinstance(identifier.reference, kind)]
        labelled = [identifier for identifier in of_kind if identifier.is_labelled_as_cards]
        for candidates in (of_kind, labelled):
            references = {identifier.reference.key: identifier.reference for identifier in candidates}
            if len(references) == 1:
                return next(iter(references.values()))
        if of_kind and kind is Email:
            raise CardOfTwo
    return None
