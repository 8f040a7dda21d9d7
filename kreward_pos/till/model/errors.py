"""What the counter and its database refuse, each with what to do next.

TapRefused
├── CardUnknown        a card that no customer is known for: ask whose it is
├── NotEnough          the reward is not reached yet
├── AlreadyClaimed     the reward was claimed before
├── NoSuchReward       the card has no such tier
├── RedeemOffline      rewards need a connection
├── UndoTooLate        a claimed reward cannot be un-claimed
├── NotUndoable        there is nothing left to undo
├── AmountRefused      not a usable number of stamps or points
├── ShopLoss           a reward given offline that Kreward refused afterwards
├── EntryMoved         somebody, or the courier, was quicker
└── StillOpen          something of this customer's is not settled yet
StoreFailure
├── DiskFull           no room to write
├── DiskTrouble        the disk refuses to read or write
├── DatabaseDamaged    the file is no longer sound
├── DatabaseLocked     the key at hand does not open it
├── DatabaseAbsent     there is none to read
├── DatabaseRestored   it came from a copy; its open entries wait for a person
├── DatabaseNewer      a newer app has written it
└── DatabaseInUse      another till runs on the same folder
"""

from kreward_pos.api.errors import CustomerUnknown, KeyRefused
from kreward_pos.errors import QT_TRANSLATE_NOOP, StoreFailure, TapRefused


class CardUnknown(TapRefused):
    """A card id or code without a link to a customer."""

    title = QT_TRANSLATE_NOOP("errors", "Whose card is this?")
    message = QT_TRANSLATE_NOOP("errors", "Ask for the customer's e-mail once; the next scan will know the card.")


class CardNotMade(CustomerUnknown):
    """404 for a card that is not the till's usual one: this customer may have another. `template_id` names it."""

    title = QT_TRANSLATE_NOOP("errors", "No card of this kind yet")
    message = QT_TRANSLATE_NOOP("errors", "Make it for this customer, or close this and scan their card again.")

    def __init__(self, template_id: str) -> None:
        super().__init__()
        self.template_id = template_id


class NotEnough(TapRefused):
    """The reward is `to_go` away."""

    title = QT_TRANSLATE_NOOP("errors", "Not there yet")
    message = QT_TRANSLATE_NOOP("errors", "{to_go} to go until this reward. Tell the customer; nothing was claimed.")


class AlreadyClaimed(TapRefused):
    """The tier is claimed, or its claim is on the way."""

    title = QT_TRANSLATE_NOOP("errors", "Claimed already")
    message = QT_TRANSLATE_NOOP(
        "errors", "This reward was claimed on this card before. If that cannot be, ask the owner to look."
    )


class NoSuchReward(TapRefused):
    """The card has no tier at this threshold."""

    title = QT_TRANSLATE_NOOP("errors", "No such reward")
    message = QT_TRANSLATE_NOOP("errors", "This card has no reward at {at}. Look the card up again.")


class RedeemOffline(TapRefused):
    """Rewards are not given on an old balance."""

    title = QT_TRANSLATE_NOOP("errors", "Rewards need a connection")
    message = QT_TRANSLATE_NOOP(
        "errors", "The balance cannot be checked now. Stamps are kept; redeem when the till is online again."
    )


class ShopLoss(TapRefused):
    """A reward was given without a connection, and refused when it was sent; the problem of its entry."""

    title = QT_TRANSLATE_NOOP("errors", "The shop's loss")
    message = QT_TRANSLATE_NOOP(
        "errors",
        "This reward was given offline, and Kreward has refused it since. Tell the owner; it is not sent again.",
    )


class UndoTooLate(TapRefused):
    """A redeem has left; a claimed tier cannot be un-claimed."""

    title = QT_TRANSLATE_NOOP("errors", "Too late to undo")
    message = QT_TRANSLATE_NOOP(
        "errors", "The reward is already claimed at Kreward. Ask the owner if it was a mistake."
    )


class NotUndoable(TapRefused):
    """Nothing is left to undo."""

    title = QT_TRANSLATE_NOOP("errors", "Nothing to undo")
    message = QT_TRANSLATE_NOOP("errors", "This was undone or set aside before. Look at the outbox.")


class AmountRefused(TapRefused):
    """Zero, or beyond what one transaction may carry."""

    title = QT_TRANSLATE_NOOP("errors", "That amount cannot be added")
    message = QT_TRANSLATE_NOOP("errors", "Enter a whole number from 1 to {most}.")


class EntryMoved(TapRefused):
    """The entry is no longer in a state that allows this."""

    title = QT_TRANSLATE_NOOP("errors", "This entry has moved on")
    message = QT_TRANSLATE_NOOP("errors", "Its state has changed meanwhile. Look at the outbox again.")


class AnotherShop(KeyRefused):
    """A good key, but of another shop than the one whose taps wait here."""

    title = QT_TRANSLATE_NOOP("errors", "This key belongs to another shop")
    message = QT_TRANSLATE_NOOP(
        "errors",
        "Taps for the first shop still wait here. Enter that shop's key to send them, or settle them in the outbox.",
    )


class StillOpen(TapRefused):
    """A customer cannot be forgotten while something of theirs is on the way or needs a person."""

    title = QT_TRANSLATE_NOOP("errors", "This customer still has open taps")
    message = QT_TRANSLATE_NOOP(
        "errors", "{count} of their taps are waiting or need a person. Settle them in the outbox, then try again."
    )


class DiskFull(StoreFailure):
    """SQLITE_FULL."""

    title = QT_TRANSLATE_NOOP("errors", "The disk is full")
    message = QT_TRANSLATE_NOOP("errors", "This tap was not kept. Free some space on this computer, then tap again.")


class DiskTrouble(StoreFailure):
    """The disk refuses; SQLite's IOERR, READONLY, CANTOPEN."""

    title = QT_TRANSLATE_NOOP("errors", "The disk does not answer")
    message = QT_TRANSLATE_NOOP(
        "errors", "This till cannot write to {where}. Check the disk and the folder's permissions, then try again."
    )


class DatabaseDamaged(StoreFailure):
    """`quick_check` failed, or the file is no database."""

    title = QT_TRANSLATE_NOOP("errors", "The till's database is damaged")
    message = QT_TRANSLATE_NOOP(
        "errors",
        "Nothing was sent or deleted. Copy the folder {where} to a safe place and ask for support; "
        "to go on meanwhile, start with another --data-dir.",
    )


class DatabaseLocked(StoreFailure):
    """The file is encrypted with another key, or its first page is damaged; nobody can tell the two apart."""

    title = QT_TRANSLATE_NOOP("errors", "The key does not open this till's database")
    message = QT_TRANSLATE_NOOP(
        "errors",
        "Nothing was sent or deleted. If {where} came from another computer or another user, open it there, or set "
        "the KREWARD_POS_DATABASE_KEY that it was made with. If it did not, copy the folder to a safe place and ask "
        "for support.",
    )


class DatabaseAbsent(StoreFailure):
    """Nothing to read."""

    title = QT_TRANSLATE_NOOP("errors", "There is no till database")
    message = QT_TRANSLATE_NOOP("errors", "None was found in {where}. Name the till's folder with --data-dir.")


class DatabaseRestored(StoreFailure):
    """The file is a copy, or older than what this computer has seen of it; also the problem of its open entries."""

    title = QT_TRANSLATE_NOOP("errors", "The till's data was restored from a copy")
    message = QT_TRANSLATE_NOOP(
        "errors",
        "{count} taps in it may have been sent since. They wait in the outbox: look for each note in the Kreward "
        "dashboard, then decide.",
    )


class DatabaseNewer(StoreFailure):
    """Written by a newer version of the app."""

    title = QT_TRANSLATE_NOOP("errors", "This database is from a newer Kreward POS")
    message = QT_TRANSLATE_NOOP("errors", "Nothing was changed. Install the newer version again, then start it.")


class DatabaseInUse(StoreFailure):
    """Another process holds the folder."""

    title = QT_TRANSLATE_NOOP("errors", "Kreward POS is already running")
    message = QT_TRANSLATE_NOOP("errors", "Use the window that is open. This till's folder can serve one at a time.")
