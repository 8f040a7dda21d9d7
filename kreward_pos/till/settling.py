"""What becomes of an entry that may or may not have been applied.

The simplest honest rule: a write whose answer was lost goes to a person, with its evidence. An enrolment is
repeatable by Kreward's own words ("creates account if needed"), so it is sent again.
"""

from kreward_pos.till.entries import Entry, EntryKind, EntryState


def verdict(entry: Entry) -> EntryState:
    """Where an unsure entry goes next."""
    return EntryState.WAITING if entry.kind is EntryKind.ENROL else EntryState.REVIEW
