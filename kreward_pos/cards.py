"""Who a card names: the values that scanning, the till and the API client share.

Knows no camera, no network and no database. All values are frozen; none shows an e-mail in its repr.
"""

import uuid
from dataclasses import dataclass, field
from typing import Self

from kreward_pos.errors import EmailRefused

EMAIL_LIMIT = 254
"""Longest address that mail can carry (RFC 5321, 4.5.3.1.3)."""


@dataclass(frozen=True, slots=True)
class Email:
    """A customer's e-mail address, checked for syntax, compared without regard to case.

    `address` is what is sent, as it was given; `key` is what tells two customers apart. The API does not say
    whether it minds case, so the till sends the original and never treats two spellings as two people.
    """

    address: str = field(compare=False, repr=False)
    key: str = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an address from typed or scanned text; raises `EmailRefused`."""
        # Imported late: 40 ms that the first paint need not wait for.
        from email_validator import EmailNotValidError, validate_email

        text = text.strip()
        if len(text) > EMAIL_LIMIT:
            raise EmailRefused
        try:
            address = validate_email(text, check_deliverability=False).normalized
        except EmailNotValidError:
            raise EmailRefused from None  # the cause would quote the address
        return cls(address, address.casefold())

    @property
    def masked(self) -> str:
        """What may stand on a screen that customers see too: `j•••@example.com`."""
        local, _, domain = self.address.rpartition("@")
        return f"{local[:1]}•••@{domain}"


@dataclass(frozen=True, slots=True)
class CardId:
    """The id that Kreward gave a card (dialect B: `card_id`, `card.id`)."""

    value: uuid.UUID

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a UUID in its usual form; raises `ValueError` for anything else."""
        if len(text) != 36:
            raise ValueError("not a UUID of 36 characters")
        return cls(uuid.UUID(text))

    @property
    def key(self) -> str:
        """The id in its canonical lower-case form."""
        return str(self.value)


@dataclass(frozen=True, slots=True)
class OpaqueCode:
    """A code that names nobody by itself; the till learns whose it is."""

    text: str = field(repr=False)

    @property
    def key(self) -> str:
        """The code itself."""
        return self.text


CardReference = Email | CardId | OpaqueCode
"""What a scan comes to. Each has a `key`, under which the till keeps its link to a customer."""
