"""Ways to settle that each go wrong as it is known: had the exploration no teeth, it would not find that.

Each is `settling.verdict` with one of its cares taken away.
"""

from dataclasses import replace

from kreward_pos.till.model.entries import EntryKind
from kreward_pos.till.sending import settling_rule
from kreward_pos.till.sending.settling_rule import (
    FIRST_READ_S,
    OLDEST_BASELINE_S,
    SEND_AGAIN_AFTER_S,
    CardSnapshot,
    Evidence,
    Verdict,
    Write,
    verdict,
)

from .world import EXPLORED_READS_S, Till


def blindly_again(write: Write, evidence: Evidence) -> Verdict:  # noqa: ARG001 - it asks for no evidence
    """No answer came, so once more, as many shop systems do."""
    return Verdict.NOT_APPLIED


def taken_for_applied(write: Write, evidence: Evidence) -> Verdict:  # noqa: ARG001 - it asks for no evidence
    """No answer came; it will have counted."""
    return Verdict.APPLIED


def again_at_the_first_read(write: Write, evidence: Evidence) -> Verdict:
    """Unchanged at 12 s counts as not applied."""
    real = verdict(write, evidence)
    return Verdict.NOT_APPLIED if real is Verdict.WAIT and evidence.reads else real


def by_the_balance_alone(write: Write, evidence: Evidence) -> Verdict:
    """Claimed tiers count for nothing: the balance is as the write leaves it."""
    leaves = settling_rule.card_after(write, evidence.before).balance
    if evidence.reads and evidence.reads[-1][1].balance == leaves:
        return Verdict.APPLIED
    return verdict(write, evidence)


def any_claim_is_ours(write: Write, evidence: Evidence) -> Verdict:
    """The tier is claimed now, whoever did it and when."""
    shown = evidence.reads[-1][1].redeemed if evidence.reads else None
    if write.kind is EntryKind.REDEEM and not write.empties_card and shown is not None and write.at in shown:
        return Verdict.APPLIED
    return verdict(write, evidence)


def looped_again(write: Write, evidence: Evidence) -> Verdict:
    """A looping redeem is sent again whatever the balance was, as if the shop refused every second one."""
    if not write.empties_card:
        return verdict(write, evidence)
    poor = 2 * write.at - 1 - evidence.before.balance
    reads = [(at_s, _moved(card, poor)) for at_s, card in evidence.reads]
    return verdict(write, replace(evidence, before=_moved(evidence.before, poor), reads=reads))


def _moved(card: CardSnapshot, by: int) -> CardSnapshot:
    return replace(card, balance=card.balance + by)


def of_any_age(write: Write, evidence: Evidence) -> Verdict:
    """A till that was off for a long while goes on as if it had not been."""
    return verdict(write, replace(evidence, gap_s=0.0))


def waiting_for_better(write: Write, evidence: Evidence) -> Verdict:
    """Another writer's sign is waited out, and what a later read shows counts alone."""
    real = verdict(write, replace(evidence, reads=evidence.reads[-1:]))
    is_last = bool(evidence.reads) and evidence.reads[-1][0] >= SEND_AGAIN_AFTER_S
    return Verdict.WAIT if real is Verdict.ASK and not is_last else real


def confirmed_by_any_read(write: Write, evidence: Evidence) -> Verdict:
    """What shows at a later read alone confirms the write as well. Once the rule itself."""
    cards = [card for _, card in evidence.reads]
    is_shown = cards[-1:] == [settling_rule.card_after(write, evidence.before)]
    is_shown = is_shown and all(card == evidence.before for card in cards[:-1])
    return Verdict.APPLIED if is_shown and evidence.gap_s == 0.0 else verdict(write, evidence)


def confirmed_at_any_time(write: Write, evidence: Evidence) -> Verdict:
    """The first read confirms the write however late it is, as long as the baseline is believed at all."""
    is_young = evidence.first_read_s <= OLDEST_BASELINE_S
    cards = [card for _, card in evidence.reads]
    is_shown = cards == [settling_rule.card_after(write, evidence.before)]
    return Verdict.APPLIED if is_young and is_shown else verdict(write, evidence)


READING_AT_ONCE = Till(reads_at_s=(0.0, *EXPLORED_READS_S))
"""Does not wait the 12 s in which a request may still run."""

ENDING_AT_12_S = Till(again_at_the_first_read, reads_at_s=(FIRST_READ_S,))
LEAVING_UNSEEN = Till(compares_again=False)
"""The new try leaves without a look at its fresh baseline."""
