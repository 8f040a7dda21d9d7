"""What the text of a code says about whose card it is. The text is untrusted: it is read, never opened.

Rules, all of them this project's own, since the vendor says nowhere what a pass's code holds:

- A text that names one e-mail address is that customer; one that names one card id (a UUID) is that card.
  Where both are looked for is in `identifiers`.
- **The e-mail wins over the id**, since the API asks for customers by e-mail, so it needs no link learnt before.
- What is labelled as someone else's (`merchant=`, `/shop/…`, `support=`) is passed over: taking the shop's id for
  a card's would give every customer the same one. Several ids count only if just one is labelled as the card's.
- Two different e-mails, neither of them labelled as the customer's, are refused: a guess would stamp a stranger's card.
- What is plainly something else (`other_codes`) is refused by its name; a contact, unless it holds one e-mail.
- Where that leaves nothing certain, the whole text is an `OpaqueCode`, a card number or whatever the vendor made up,
  and the till asks whose it is.

Linear in the text, which is limited before anything else looks at it. Knows no camera and no customer.
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
"""Longest code that is looked at, in UTF-8; the longest pass seen in the wild is a third of it."""

_BARE_UUID = re.compile(r"[0-9a-fA-F]{32}")
_HIDDEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
_LINES = "\t\r\n"


def reference_in(text: str) -> CardReference:
    """Whose card the text of a code names.

    Raises `NotACard`, `CardOfTwo`, `CardTooLong` or `CardUnreadable`, and nothing else whatever the text is.
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
    """Load on a thread what reading needs, so that no card waits for it: 0.2 s on a slow machine. Returns at once."""
    # An international address needs the most.
    threading.Thread(target=reference_in, args=("josé@exämple.com",), name="preparing", daemon=True).start()


def _reference_in_contact(text: str) -> Email | CardId:
    """The customer who shows a contact with their one e-mail in it."""
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
    """Refuse what a person could not see: controls, bidi and zero-width marks, and a decoder's U+FFFD.

    The last would let two damaged codes, of two customers, look like one.
    """
    if not text or any(c == "\ufffd" or (unicodedata.category(c) in _HIDDEN and c not in allowed) for c in text):
        raise CardUnreadable


def _agreed_reference(identifiers: Iterable[Identifier]) -> Email | CardId | None:
    """The one reference that the finds agree on; None where nothing was found, or several ids."""
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
