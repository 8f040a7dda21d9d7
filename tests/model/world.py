"""Everything that can happen to one write whose answers may be lost, explored breadth first.

A world is one till with one write, one card at the shop, copies of the write on their way, and other writers. Between
two reads anything may happen in any order: a copy arrives, somebody else writes, the till stops and starts again after
a short or a long while, a read fails. `Strategy.verdict` alone decides; the real till's is `settling_rule.verdict`.
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
"""Some of the till's reads, for fewer worlds: what can happen between its reads can happen between these."""

SHORT_GAP_S, LONG_GAP_S = 60.0, OLDEST_BASELINE_S + 1
RETRY_S = 12.0
MOST_ATTEMPTS = 2


class Phase(Enum):
    """A phase of the entry."""

    TO_SEND = "to send"
    WATCHING = "watching"
    APPLIED = "applied"
    BLOCKED = "blocked"
    ASKED = "asked"


class Cause(Enum):
    """A cause of a violation."""

    LATE = "the first copy was still alive after 600 s"
    PAUSE = "the first copy came after the last read and before the next attempt left"
    SAME = "somebody else made the same change"
    OPPOSITE = "somebody else took the change back"
    OTHER = "somebody else made another change"
    SEEN = "a read had shown another writer"
    OLD = "the baseline was old"
    BELATED = "the change was not there at the first read"
    LATE_READ = "the first read was late"
    EARLY = "it was decided before a request can have ended"


class Finding(NamedTuple):
    """A way in which a write goes wrong. `kind` is `doubled`, `lost` or `blocked` (called not applied, but was)."""

    kind: str
    causes: frozenset[Cause]


@dataclass(frozen=True)
class Strategy:
    """A way to settle. `rechecks`: judge again by a fresh read before the next attempt leaves."""

    verdict: Callable[[Write, Evidence], Verdict] = settling_rule.verdict
    reads_at_s: tuple[float, ...] = EXPLORED_READS_S
    rechecks: bool = True


@dataclass(frozen=True)
class Setting:
    """The start of a world and what may happen in it. Without `shows_tiers`, reads hide claimed tiers."""

    write: Write
    card: CardSnapshot
    shows_tiers: bool = True
    others: tuple[Write, ...] = ()
    most_others: int = 1
    most_crashes: int = 1
    most_missed: int = 1


class World(NamedTuple):
    """One moment. `before`, `reads` and `gap_s` are the till's evidence about its last attempt."""

    phase: Phase
    card: CardSnapshot
    before: CardSnapshot
    attempts: int = 0
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


def explore(setting: Setting, strategy: Strategy) -> tuple[set[Finding], int]:
    """Return every way in which the write goes wrong, and the number of moments explored."""
    first = World(Phase.TO_SEND, setting.card, setting.card)
    seen, waiting, findings = {first}, deque([first]), set[Finding]()
    while waiting:
        world = waiting.popleft()
        if kind := _violation(world):
            findings.add(Finding(kind, world.causes))
            continue
        for later in map(_without_decided_evidence, _next(world, setting, strategy)):
            if later not in seen:
                seen.add(later)
                waiting.append(later)
    return findings, len(seen)


def fewest(findings: set[Finding]) -> set[Finding]:
    """Return the findings that need no more causes than another of their kind."""
    return {
        finding
        for finding in findings
        if not any(less.kind == finding.kind and less.causes < finding.causes for less in findings)
    }


def _without_decided_evidence(world: World) -> World:
    """Return the world without the evidence of a decided entry, so that worlds that differ only in it are one."""
    if world.phase in {Phase.TO_SEND, Phase.WATCHING}:
        return world
    return world._replace(before=world.card, reads=(), slot=0, gap_s=0.0, crashes=0, missed=0)


def _violation(world: World) -> str | None:
    """Return what has gone wrong, if nothing more arrives."""
    if world.counted > 1:
        return "doubled"
    if world.phase is Phase.APPLIED and not world.counted:
        return "lost"
    return "blocked" if world.phase is Phase.BLOCKED and world.counted else None


def _next(world: World, setting: Setting, strategy: Strategy) -> Iterator[World]:
    is_over = world.phase not in {Phase.TO_SEND, Phase.WATCHING}
    if is_over and not world.flying:
        return
    yield from _arrivals(world, setting)
    yield from _other_writes(world, setting)
    if world.phase is Phase.TO_SEND and world.attempts < MOST_ATTEMPTS:
        yield from _sent(world, setting, strategy)
    elif world.phase is Phase.WATCHING:
        yield from _crashed(world, setting, strategy)
        yield from _read(world, setting, strategy)


def _arrivals(world: World, setting: Setting) -> Iterator[World]:
    """Let one of the copies arrive, which the shop applies or refuses."""
    for sent_s in world.flying:
        card = applied(setting.write, world.card)
        causes = set[Cause]()
        if card is not None and world.passed_s - sent_s >= SEND_AGAIN_AFTER_S:
            is_between = world.phase is Phase.TO_SEND and world.attempts < MOST_ATTEMPTS
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
    """Return how another writer's change relates to this write's, as far as a read can show it."""
    changed = applied(write, card)
    assert changed is not None
    if _shown(changed, setting) == _shown(applied(setting.write, card), setting):
        return Cause.SAME
    if _shown(applied(setting.write, changed), setting) == _shown(card, setting):
        return Cause.OPPOSITE
    return Cause.OTHER


def _shown(card: CardSnapshot | None, setting: Setting) -> CardSnapshot | None:
    """Return what a read shows of the card."""
    return card if card is None or setting.shows_tiers else CardSnapshot(card.balance, None)


def _read_now(world: World, setting: Setting) -> CardSnapshot:
    return world.card if setting.shows_tiers else CardSnapshot(world.card.balance, None)


def _sent(world: World, setting: Setting, strategy: Strategy) -> Iterator[World]:
    """Let the till read the card again and send, with the answer arriving or not."""
    shown = _read_now(world, setting)
    if world.attempts and strategy.rechecks:
        verdict = strategy.verdict(setting.write, _evidence(world, shown))
        if verdict is not Verdict.NOT_APPLIED:
            yield world._replace(phase=Phase.ASKED)
            return
    tried = world._replace(before=shown, attempts=world.attempts + 1, reads=(), slot=0, gap_s=0.0, crashes=0, missed=0)
    card = applied(setting.write, world.card)
    if card is not None:
        yield tried._replace(phase=Phase.APPLIED, card=card, counted=world.counted + 1)
    else:
        # A copy that left earlier may have counted, so a refusal proves nothing then.
        yield tried._replace(phase=Phase.ASKED if world.attempts else Phase.BLOCKED)
    lost = tried._replace(phase=Phase.WATCHING, flying=world.flying | {world.passed_s})
    yield from _judged(lost, setting, strategy, 0.0)


def _crashed(world: World, setting: Setting, strategy: Strategy) -> Iterator[World]:
    if world.crashes < setting.most_crashes:
        for gap_s in (SHORT_GAP_S, LONG_GAP_S):
            later = world._replace(crashes=world.crashes + 1, gap_s=world.gap_s + gap_s)
            yield from _judged(later, setting, strategy, _watched_s(later, strategy))


def _read(world: World, setting: Setting, strategy: Strategy) -> Iterator[World]:
    """Make the next read, which may fail; a failed last read is made again later."""
    schedule = (*strategy.reads_at_s, SEND_AGAIN_AFTER_S + RETRY_S)
    at_s = schedule[world.slot]
    passed_s = world.passed_s + at_s - _watched_s(world, strategy)
    later = world._replace(slot=world.slot + 1, passed_s=passed_s)
    read = later._replace(reads=(*world.reads, (at_s, _read_now(world, setting))))
    yield from _judged(read, setting, strategy, at_s)
    if world.missed < setting.most_missed and later.slot < len(schedule):
        yield from _judged(later._replace(missed=world.missed + 1), setting, strategy, at_s)


def _watched_s(world: World, strategy: Strategy) -> float:
    return strategy.reads_at_s[world.slot - 1] if world.slot else 0.0


def _evidence(world: World, *fresh: CardSnapshot) -> Evidence:
    at_s = max((at_s for at_s, _ in world.reads), default=0.0)
    return Evidence(world.before, (*world.reads, *((at_s, card) for card in fresh)), at_s, world.gap_s)


def _judged(world: World, setting: Setting, strategy: Strategy, watched_s: float) -> Iterator[World]:
    verdict = strategy.verdict(setting.write, Evidence(world.before, world.reads, watched_s, world.gap_s))
    if verdict is Verdict.ASK:
        yield world._replace(phase=Phase.ASKED)
    elif verdict is Verdict.WAIT:
        assert world.slot <= len(strategy.reads_at_s), "settling must come to an end"
        yield world
    else:
        phase = Phase.APPLIED if verdict is Verdict.APPLIED else Phase.TO_SEND
        yield world._replace(phase=phase, causes=world.causes | _faults_of(world, setting, watched_s, phase))


def _faults_of(world: World, setting: Setting, watched_s: float, phase: Phase) -> set[Cause]:
    """Return the causes in spite of which the entry was settled."""
    cards = [card for _, card in world.reads]
    first_read_s = world.reads[0][0] + world.gap_s if world.reads else 0.0
    explained = {world.before, settling_rule.card_after(setting.write, world.before)}
    faults = {
        Cause.SEEN: any(card not in explained for card in cards),
        Cause.OLD: world.gap_s > OLDEST_BASELINE_S,
        Cause.EARLY: watched_s < FIRST_READ_S,
        Cause.BELATED: phase is Phase.APPLIED and len(set(cards)) > 1,
        Cause.LATE_READ: phase is Phase.APPLIED and first_read_s > CONFIRMS_UNTIL_S,
    }
    return {cause for cause, is_so in faults.items() if is_so}
