"""The errors of the counter and its database, each with what to do next.

TapRefused
├── CardUnknown        no customer is known for this card: ask whose it is
├── NotEnough          the reward is not reached yet
├── AlreadyClaimed     the reward is claimed already
├── NoSuchReward       the card has no such tier
├── RedeemOffline      rewards need a connection
├── UndoTooLate        a claimed reward cannot be unclaimed
├── NotUndoable        nothing is left to undo
├── AmountRefused      not a usable number of stamps or points
├── ShopLoss           a reward given offline that Kreward has refused since
├── EntryMoved         somebody else, or the courier, was quicker
└── StillOpen          the customer has unsettled entries
StoreFailure
├── DiskFull           no room to write
├── DiskTrouble        the disk refuses to read or write
├── DatabaseDamaged    the file is corrupt
├── DatabaseLocked     the key does not open it
├── DatabaseAbsent     no database to read
├── DatabaseRestored   restored from a copy; its open entries wait for a person
├── DatabaseNewer      written by a newer app
└── DatabaseInUse      another till runs on the same folder
"""

from kreward_pos.api.errors import CustomerUnknown, KeyRefused
from kreward_pos.errors import QT_TRANSLATE_NOOP, StoreFailure, TapRefused


class CardUnknown(TapRefused):
    """A card id or code without a link to a customer."""

    title = QT_TRANSLATE_NOOP("errors", "Whose card is this?")
    message = QT_TRANSLATE_NOOP("errors", "Ask for the customer's e-mail once; the next scan will know the card.")


class CardNotMade(CustomerUnknown):
    """A 404 for a card other than the till's usual one, `template_id`; the customer may have another card."""

    title = QT_TRANSLATE_NOOP("errors", "No card of this kind yet")
    message = QT_TRANSLATE_NOOP("errors", "Make it for this customer, or close this and scan their card again.")

    def __init__(self, template_id: str) -> None:
        super().__init__()
        self.template_id = template_id


class NotEnough(TapRefused):
    """A reward that is still `to_go` away."""

    title = QT_TRANSLATE_NOOP("errors", "Not there yet")
    message = QT_TRANSLATE_NOOP("errors", "{to_go} to go until this reward. Tell the customer; nothing was claimed.")


class AlreadyClaimed(TapRefused):
    """A tier that is claimed, or whose claim is on the way."""

    title = QT_TRANSLATE_NOOP("errors", "Claimed already")
    message = QT_TRANSLATE_NOOP(
        "errors", "This reward was claimed on this card before. If that cannot be, ask the owner to look."
    )


class NoSuchReward(TapRefused):
    """A threshold at which the card has no tier."""

    title = QT_TRANSLATE_NOOP("errors", "No such reward")
    message = QT_TRANSLATE_NOOP("errors", "This card has no reward at {at}. Look the card up again.")


class RedeemOffline(TapRefused):
    """A redeem while the balance cannot be checked."""

    title = QT_TRANSLATE_NOOP("errors", "Rewards need a connection")
    message = QT_TRANSLATE_NOOP(
        "errors", "The balance cannot be checked now. Stamps are kept; redeem when the till is online again."
    )


class ShopLoss(TapRefused):
    """A reward given offline and refused when it was sent; the problem of its entry."""

    title = QT_TRANSLATE_NOOP("errors", "The shop's loss")
    message = QT_TRANSLATE_NOOP(
        "errors",
        "This reward was given offline, and Kreward has refused it since. Tell the owner; it is not sent again.",
    )


class UndoTooLate(TapRefused):
    """The undo of a redeem that has left; a claimed tier cannot be unclaimed."""

    title = QT_TRANSLATE_NOOP("errors", "Too late to undo")
    message = QT_TRANSLATE_NOOP(
        "errors", "The reward is already claimed at Kreward. Ask the owner if it was a mistake."
    )


class NotUndoable(TapRefused):
    """The undo of an entry that leaves nothing to undo."""

    title = QT_TRANSLATE_NOOP("errors", "Nothing to undo")
    message = QT_TRANSLATE_NOOP("errors", "This was undone or set aside before. Look at the outbox.")


class AmountRefused(TapRefused):
    """An amount of zero, or above what one transaction may carry."""

    title = QT_TRANSLATE_NOOP("errors", "That amount cannot be added")
    message = QT_TRANSLATE_NOOP("errors", "Enter a whole number from 1 to {most}.")


class EntryMoved(TapRefused):
    """An entry whose state no longer allows this."""

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
    """A customer who cannot be forgotten while an entry of theirs is on the way or needs a person."""

    title = QT_TRANSLATE_NOOP("errors", "This customer still has open taps")
    message = QT_TRANSLATE_NOOP(
        "errors", "{count} of their taps are waiting or need a person. Settle them in the outbox, then try again."
    )


class DiskFull(StoreFailure):
    """A disk without room to write."""

    title = QT_TRANSLATE_NOOP("errors", "The disk is full")
    message = QT_TRANSLATE_NOOP("errors", "This tap was not kept. Free some space on this computer, then tap again.")


class DiskTrouble(StoreFailure):
    """A disk that refuses to read or write; SQLite's IOERR, READONLY, CANTOPEN."""

    title = QT_TRANSLATE_NOOP("errors", "The disk does not answer")
    message = QT_TRANSLATE_NOOP(
        "errors", "This till cannot write to {where}. Check the disk and the folder's permissions, then try again."
    )


class DatabaseDamaged(StoreFailure):
    """A file that fails `quick_check`, or is no database."""

    title = QT_TRANSLATE_NOOP("errors", "The till's database is damaged")
    message = QT_TRANSLATE_NOOP(
        "errors",
        "Nothing was sent or deleted. Copy the folder {where} to a safe place and ask for support; "
        "to go on meanwhile, start with another --data-dir.",
    )


class DatabaseLocked(StoreFailure):
    """A file encrypted with another key, or with a damaged first page; the two cannot be told apart."""

    title = QT_TRANSLATE_NOOP("errors", "The key does not open this till's database")
    message = QT_TRANSLATE_NOOP(
        "errors",
        "Nothing was sent or deleted. If {where} came from another computer or another user, open it there, or set "
        "the KREWARD_POS_DATABASE_KEY that it was made with. If it did not, copy the folder to a safe place and ask "
        "for support.",
    )


class DatabaseAbsent(StoreFailure):
    """A folder without a database."""

    title = QT_TRANSLATE_NOOP("errors", "There is no till database")
    message = QT_TRANSLATE_NOOP("errors", "None was found in {where}. Name the till's folder with --data-dir.")


class DatabaseRestored(StoreFailure):
    """A database that is a copy, or older than this computer has seen it; also the problem of its open entries."""

    title = QT_TRANSLATE_NOOP("errors", "The till's data was restored from a copy")
    message = QT_TRANSLATE_NOOP(
        "errors",
        "{count} taps in it may have been sent since. They wait in the outbox: look for each note in the Kreward "
        "dashboard, then decide.",
    )


class DatabaseNewer(StoreFailure):
    """A database written by a newer version of the app."""

    title = QT_TRANSLATE_NOOP("errors", "This database is from a newer Kreward POS")
    message = QT_TRANSLATE_NOOP("errors", "Nothing was changed. Install the newer version again, then start it.")


class DatabaseInUse(StoreFailure):
    """A folder that another process holds."""

    title = QT_TRANSLATE_NOOP("errors", "Kreward POS is already running")
    message = QT_TRANSLATE_NOOP("errors", "Use the window that is open. This till's folder can serve one at a time.")
