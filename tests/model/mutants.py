"""Mutants of the settling rule, each without one of its precautions, which the exploration must catch."""

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

from .world import EXPLORED_READS_S, Strategy


def resends_blindly(write: Write, evidence: Evidence) -> Verdict:  # noqa: ARG001 - it ignores the evidence
    """Send again after every lost answer, as many shop systems do."""
    return Verdict.NOT_APPLIED


def assumes_applied(write: Write, evidence: Evidence) -> Verdict:  # noqa: ARG001 - it ignores the evidence
    """Take every lost answer for applied."""
    return Verdict.APPLIED


def resends_at_the_first_read(write: Write, evidence: Evidence) -> Verdict:
    """Take a card that is unchanged at 12 s for not applied."""
    real = verdict(write, evidence)
    return Verdict.NOT_APPLIED if real is Verdict.WAIT and evidence.reads else real


def ignores_claimed_tiers(write: Write, evidence: Evidence) -> Verdict:
    """Judge by the balance alone, without the claimed tiers."""
    leaves = settling_rule.card_after(write, evidence.before).balance
    if evidence.reads and evidence.reads[-1][1].balance == leaves:
        return Verdict.APPLIED
    return verdict(write, evidence)


def takes_any_claim_for_its_own(write: Write, evidence: Evidence) -> Verdict:
    """Take a claimed tier for this write's own, whoever claimed it and when."""
    shown = evidence.reads[-1][1].redeemed if evidence.reads else None
    if write.kind is EntryKind.REDEEM and not write.empties_card and shown is not None and write.at in shown:
        return Verdict.APPLIED
    return verdict(write, evidence)


def resends_any_loop(write: Write, evidence: Evidence) -> Verdict:
    """Send a looping redeem again whatever the balance, as if the shop refused every second one."""
    if not write.empties_card:
        return verdict(write, evidence)
    poor = 2 * write.at - 1 - evidence.before.balance
    reads = [(at_s, _moved(card, poor)) for at_s, card in evidence.reads]
    return verdict(write, replace(evidence, before=_moved(evidence.before, poor), reads=reads))


def _moved(card: CardSnapshot, by: int) -> CardSnapshot:
    return replace(card, balance=card.balance + by)


def ignores_gaps(write: Write, evidence: Evidence) -> Verdict:
    """Ignore how long the till was not running."""
    return verdict(write, replace(evidence, gap_s=0.0))


def waits_out_other_writers(write: Write, evidence: Evidence) -> Verdict:
    """Ignore signs of another writer that a later read no longer shows."""
    real = verdict(write, replace(evidence, reads=evidence.reads[-1:]))
    is_last = bool(evidence.reads) and evidence.reads[-1][0] >= SEND_AGAIN_AFTER_S
    return Verdict.WAIT if real is Verdict.ASK and not is_last else real


def confirms_by_any_read(write: Write, evidence: Evidence) -> Verdict:
    """Let a later read confirm the write as well. Once the rule itself."""
    cards = [card for _, card in evidence.reads]
    is_shown = cards[-1:] == [settling_rule.card_after(write, evidence.before)]
    is_shown = is_shown and all(card == evidence.before for card in cards[:-1])
    return Verdict.APPLIED if is_shown and evidence.gap_s == 0.0 else verdict(write, evidence)


def confirms_at_any_time(write: Write, evidence: Evidence) -> Verdict:
    """Let the first read confirm the write however late it is, while the baseline is young enough."""
    is_young = evidence.first_read_s <= OLDEST_BASELINE_S
    cards = [card for _, card in evidence.reads]
    is_shown = cards == [settling_rule.card_after(write, evidence.before)]
    return Verdict.APPLIED if is_young and is_shown else verdict(write, evidence)


READING_AT_ONCE = Strategy(reads_at_s=(0.0, *EXPLORED_READS_S))
"""A strategy that reads at once, while the request may still run."""

RESENDING_AT_12_S = Strategy(resends_at_the_first_read, reads_at_s=(FIRST_READ_S,))
RESENDING_WITHOUT_RECHECK = Strategy(rechecks=False)
"""A strategy that sends again without comparing its fresh baseline."""
