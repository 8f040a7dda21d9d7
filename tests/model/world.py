"""Everything that can happen to one write whose answers may be lost, explored breadth first.

A world is one till with one write, one card at the shop, copies of the write on their way, and other writers. Between
two reads of the till anything may happen in any order: a copy arrives, somebody else writes, the till ends and starts
again after a short or a long while, a read fails. What the till decides is `Till.verdict`'s affair alone, which for the
real till is `settling.verdict`.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from kreward_pos.till.sending import settling_rule
from kreward_pos.till.sending.settling_rule import (
    CONFIRMS_UNTIL_S,
    FIRST_READ_S,
    OLDEST_BASELINE_S,
    SEND_AGAIN_AFTER_S,
    CardSnapshot,
    Evidence,
    Verdict,
    Write,
)

from .shop import applied

EXPLORED_READS_S = (FIRST_READ_S, 30.0, 60.0, 120.0, 240.0, 420.0, SEND_AGAIN_AFTER_S)
"""Some of the till's reads, so that there are fewer worlds: what can happen between its reads can between these."""

SHORT_GAP_S, LONG_GAP_S = 60.0, OLDEST_BASELINE_S + 1
RETRY_S = 12.0
MOST_TRIES = 2


class Phase(Enum):
    """Where the entry stands."""

    TO_SEND = "to send"
    WATCHING = "watching"
    APPLIED = "applied"
    BLOCKED = "blocked"
    ASKED = "asked"


class Cause(Enum):
    """What made a violation possible."""

    LATE = "the first copy was still alive after the quiet time"
    PAUSE = "the first copy came after the last read and before the new try left"
    SAME = "somebody else made the same change meanwhile"
    OPPOSITE = "somebody else took the change back meanwhile"
    OTHER = "somebody else made another change meanwhile"
    SEEN = "a read had shown another writer"
    OLD = "the baseline was old"
    BELATED = "the change was not there at the first read"
    LATE_READ = "the first read was late"
    EARLY = "it was decided before a request can have ended"


class Finding(NamedTuple):
    """A way in which a write goes wrong. `kind` is `doubled`, `lost` or `blocked` (called not applied, and was)."""

    kind: str
    causes: frozenset[Cause]


@dataclass(frozen=True)
class Till:
    """A way to settle. `compares_again` judges once more by the fresh read before a new try leaves."""

    verdict: Callable[[Write, Evidence], Verdict] = settling_rule.verdict
    reads_at_s: tuple[float, ...] = EXPLORED_READS_S
    compares_again: bool = True


@dataclass(frozen=True)
class Setting:
    """Where a world begins and what may happen in it. `tells_tiers` False hides claimed tiers from reads."""

    write: Write
    card: CardSnapshot
    tells_tiers: bool = True
    others: tuple[Write, ...] = ()
    most_others: int = 1
    most_crashes: int = 1
    most_missed: int = 1


class World(NamedTuple):
    """One moment. `before`, `reads` and `gap_s` are the till's evidence about its last try."""

    phase: Phase
    card: CardSnapshot
    before: CardSnapshot
    tries: int = 0
    reads: tuple[tuple[float, CardSnapshot], ...] = ()
    slot: int = 0
    gap_s: float = 0.0
    passed_s: float = 0.0
    flying: frozenset[float] = frozenset()
    """When the copies that have neither arrived nor died were sent, in watched seconds since the first."""
    counted: int = 0
    others: int = 0
    crashes: int = 0
    missed: int = 0
    causes: frozenset[Cause] = frozenset()


def explore(setting: Setting, till: Till) -> tuple[set[Finding], int]:
    """Every way in which the write goes wrong, and how many moments were looked at."""
    first = World(Phase.TO_SEND, setting.card, setting.card)
    seen, waiting, findings = {first}, deque([first]), set[Finding]()
    while waiting:
        world = waiting.popleft()
        if kind := _wrong(world):
            findings.add(Finding(kind, world.causes))
            continue
        for later in map(_without_what_is_over, _next(world, setting, till)):
            if later not in seen:
                seen.add(later)
                waiting.append(later)
    return findings, len(seen)


def fewest(findings: set[Finding]) -> set[Finding]:
    """Those that need no more causes than any other of their kind among them."""
    return {
        finding
        for finding in findings
        if not any(less.kind == finding.kind and less.causes < finding.causes for less in findings)
    }


def _without_what_is_over(world: World) -> World:
    """Once it is decided, evidence makes no difference any more, and worlds that differ in it alone are one."""
    if world.phase in {Phase.TO_SEND, Phase.WATCHING}:
        return world
    return world._replace(before=world.card, reads=(), slot=0, gap_s=0.0, crashes=0, missed=0)


def _wrong(world: World) -> str | None:
    """What is wrong for good, should nothing more arrive."""
    if world.counted > 1:
        return "doubled"
    if world.phase is Phase.APPLIED and not world.counted:
        return "lost"
    return "blocked" if world.phase is Phase.BLOCKED and world.counted else None


def _next(world: World, setting: Setting, till: Till) -> Iterator[World]:
    is_over = world.phase not in {Phase.TO_SEND, Phase.WATCHING}
    if is_over and not world.flying:
        return
    yield from _arrivals(world, setting)
    yield from _other_writes(world, setting)
    if world.phase is Phase.TO_SEND and world.tries < MOST_TRIES:
        yield from _sent(world, setting, till)
    elif world.phase is Phase.WATCHING:
        yield from _crashed(world, setting, till)
        yield from _read(world, setting, till)


def _arrivals(world: World, setting: Setting) -> Iterator[World]:
    """One of the copies comes; the shop applies or refuses it."""
    for sent_s in world.flying:
        card = applied(setting.write, world.card)
        causes = set[Cause]()
        if card is not None and world.passed_s - sent_s >= SEND_AGAIN_AFTER_S:
            is_between = world.phase is Phase.TO_SEND and world.tries < MOST_TRIES
            causes = {Cause.PAUSE if is_between else Cause.LATE}
        yield world._replace(
            card=card or world.card,
            flying=world.flying - {sent_s},
            counted=world.counted + (card is not None),
            causes=world.causes | causes,
        )


def _other_writes(world: World, setting: Setting) -> Iterator[World]:
    if world.others == setting.most_others:
        return
    for write in setting.others:
        card = applied(write, world.card)
        if card is not None:
            causes = world.causes | {_relation(write, world.card, setting)}
            yield world._replace(card=card, others=world.others + 1, causes=causes)


def _relation(write: Write, card: CardSnapshot, setting: Setting) -> Cause:
    """What another writer's change is to ours, as far as a read can show it."""
    changed = applied(write, card)
    assert changed is not None
    if _shown(changed, setting) == _shown(applied(setting.write, card), setting):
        return Cause.SAME
    if _shown(applied(setting.write, changed), setting) == _shown(card, setting):
        return Cause.OPPOSITE
    return Cause.OTHER


def _shown(card: CardSnapshot | None, setting: Setting) -> CardSnapshot | None:
    """What a read shows of it."""
    return card if card is None or setting.tells_tiers else CardSnapshot(card.balance, None)


def _read_now(world: World, setting: Setting) -> CardSnapshot:
    return world.card if setting.tells_tiers else CardSnapshot(world.card.balance, None)


def _sent(world: World, setting: Setting, till: Till) -> Iterator[World]:
    """The till reads the card afresh and sends; the answer comes, or does not."""
    shown = _read_now(world, setting)
    if world.tries and till.compares_again:
        verdict = till.verdict(setting.write, _evidence(world, shown))
        if verdict is not Verdict.NOT_APPLIED:
            yield world._replace(phase=Phase.ASKED)
            return
    tried = world._replace(before=shown, tries=world.tries + 1, reads=(), slot=0, gap_s=0.0, crashes=0, missed=0)
    card = applied(setting.write, world.card)
    if card is not None:
        yield tried._replace(phase=Phase.APPLIED, card=card, counted=world.counted + 1)
    else:
        # A copy that left earlier may have counted, so a refusal proves nothing then.
        yield tried._replace(phase=Phase.ASKED if world.tries else Phase.BLOCKED)
    lost = tried._replace(phase=Phase.WATCHING, flying=world.flying | {world.passed_s})
    yield from _judged(lost, setting, till, 0.0)


def _crashed(world: World, setting: Setting, till: Till) -> Iterator[World]:
    if world.crashes < setting.most_crashes:
        for gap_s in (SHORT_GAP_S, LONG_GAP_S):
            later = world._replace(crashes=world.crashes + 1, gap_s=world.gap_s + gap_s)
            yield from _judged(later, setting, till, _watched_s(later, till))


def _read(world: World, setting: Setting, till: Till) -> Iterator[World]:
    """The next read, which may fail; after the last one that failed it is tried again a little later."""
    schedule = (*till.reads_at_s, SEND_AGAIN_AFTER_S + RETRY_S)
    at_s = schedule[world.slot]
    passed_s = world.passed_s + at_s - _watched_s(world, till)
    later = world._replace(slot=world.slot + 1, passed_s=passed_s)
    read = later._replace(reads=(*world.reads, (at_s, _read_now(world, setting))))
    yield from _judged(read, setting, till, at_s)
    if world.missed < setting.most_missed and later.slot < len(schedule):
        yield from _judged(later._replace(missed=world.missed + 1), setting, till, at_s)


def _watched_s(world: World, till: Till) -> float:
    return till.reads_at_s[world.slot - 1] if world.slot else 0.0


def _evidence(world: World, *fresh: CardSnapshot) -> Evidence:
    at_s = max((at_s for at_s, _ in world.reads), default=0.0)
    return Evidence(world.before, (*world.reads, *((at_s, card) for card in fresh)), at_s, world.gap_s)


def _judged(world: World, setting: Setting, till: Till, watched_s: float) -> Iterator[World]:
    verdict = till.verdict(setting.write, Evidence(world.before, world.reads, watched_s, world.gap_s))
    if verdict is Verdict.ASK:
        yield world._replace(phase=Phase.ASKED)
    elif verdict is Verdict.WAIT:
        assert world.slot <= len(till.reads_at_s), "settling must come to an end"
        yield world
    else:
        phase = Phase.APPLIED if verdict is Verdict.APPLIED else Phase.TO_SEND
        yield world._replace(phase=phase, causes=world.causes | _faults_of(world, setting, watched_s, phase))


def _faults_of(world: World, setting: Setting, watched_s: float, phase: Phase) -> set[Cause]:
    """What a guess was made in spite of."""
    cards = [card for _, card in world.reads]
    first_read_s = world.reads[0][0] + world.gap_s if world.reads else 0.0
    told = {world.before, settling_rule.card_after(setting.write, world.before)}
    faults = {
        Cause.SEEN: any(card not in told for card in cards),
        Cause.OLD: world.gap_s > OLDEST_BASELINE_S,
        Cause.EARLY: watched_s < FIRST_READ_S,
        Cause.BELATED: phase is Phase.APPLIED and len(set(cards)) > 1,
        Cause.LATE_READ: phase is Phase.APPLIED and first_read_s > CONFIRMS_UNTIL_S,
    }
    return {cause for cause, is_so in faults.items() if is_so}
