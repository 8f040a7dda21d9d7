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
└── EntryMoved         somebody, or the courier, was quicker
StoreFailure
├── DiskFull           no room to write
├── DiskTrouble        the disk refuses to read or write
├── DatabaseDamaged    the file is no longer sound
├── DatabaseNewer      a newer app has written it
└── DatabaseInUse      another till runs on the same folder
"""

from kreward_pos.errors import QT_TRANSLATE_NOOP, StoreFailure, TapRefused


class CardUnknown(TapRefused):
    """A card id or code without a link to a customer."""

    title = QT_TRANSLATE_NOOP("errors", "Whose card is this?")
    message = QT_TRANSLATE_NOOP("errors", "Ask for the customer's e-mail once; the next scan will know the card.")


class NotEnough(TapRefused):
    """The reward is `to_go` away."""

    title = QT_TRANSLATE_NOOP("errors", "Not there yet")
    message = QT_TRANSLATE_NOOP("errors", "{to_go} to go until this reward.")


class AlreadyClaimed(TapRefused):
    """The tier is claimed, or its claim is on the way."""

    title = QT_TRANSLATE_NOOP("errors", "Claimed already")
    message = QT_TRANSLATE_NOOP("errors", "This reward was claimed on this card before.")


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


class DatabaseNewer(StoreFailure):
    """Written by a newer version of the app."""

    title = QT_TRANSLATE_NOOP("errors", "This database is from a newer Kreward POS")
    message = QT_TRANSLATE_NOOP("errors", "Nothing was changed. Install the newer version again, then start it.")


class DatabaseInUse(StoreFailure):
    """Another process holds the folder."""

    title = QT_TRANSLATE_NOOP("errors", "Kreward POS is already running")
    message = QT_TRANSLATE_NOOP("errors", "Use the window that is open. This till's folder can serve one at a time.")
