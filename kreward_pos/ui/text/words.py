"""Texts of the till's values: the one place where errors, entries and amounts become sentences.

The sources are English; Qt translates errors in the context `errors`, everything here in `words`. One and many are two
sources, so that English is right without a catalogue; Chinese uses one form for both. The form of a date is a source
too. Numbers and days follow Qt's default locale, which `application.speak` sets; the time of day has 24 hours in both
languages, as tills and receipts in Hong Kong have it. Returns plain text, never markup.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import reduce

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from kreward_pos.api.models import Account, CardType, Template
from kreward_pos.cards import CardReference, Email
from kreward_pos.errors import CardRefused, TillError, capped
from kreward_pos.scan.remark import Hint, Remark
from kreward_pos.till.model.entries import Entry, EntryKind, EntryState
from kreward_pos.till.model.views import ConnectionView, CustomerView, LastTap, TierView
from kreward_pos.ui.runtime.ports import FindingView
from kreward_pos.ui.runtime.wall_clock import WallClock

translate = QCoreApplication.translate
_BETWEEN_CHINESE = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")
_BESIDE_CHINESE = re.compile(r"(?<=})(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])(?={)")
_LITERAL_DETAILS = frozenset({"what", "camera"})
"""Details that are, or may be, source texts themselves."""


def title(error: TillError) -> str:
    """Return what happened, in a few words."""
    return translate("errors", error.title)


def sentence(error: TillError) -> str:
    """Return what to do next."""
    return fill_in(translate("errors", error.message), **_translated_details(error.details))


def error_text(error: TillError) -> str:
    """Return what happened and what to do next, in one line."""
    return as_sentences([title(error), sentence(error)])


def problem_title(code: str | None) -> str | None:
    """Return the title of the failure with this code; None where no failure has it."""
    # A code depends on the class alone, while some failures need details to be made.
    found = next((kind for kind in _subclasses(TillError) if kind.__new__(kind).code == code), None)
    return translate("errors", found.title) if found else None


def number(count: int) -> str:
    """Return a whole number, grouped as in the language."""
    return QLocale().toString(count)


def date_time(moment: datetime) -> str:
    """Return a moment in local time: `14:02` for today's, else `21 Nov 14:02`."""
    here = moment.astimezone()
    return f"{here:%H:%M}" if WallClock.is_today(here) else f"{_day_and_month(here)} {here:%H:%M}"


def time_or_day(moment: datetime) -> str:
    """Return a moment where there is little room: `14:02` for today's, else `21 Nov`."""
    here = moment.astimezone()
    return f"{here:%H:%M}" if WallClock.is_today(here) else _day_and_month(here)


def amount(count: int, card_type: CardType | None = "stamps") -> str:
    """Return `1 stamp`, `250 points`."""
    if card_type == "points":
        source = translate("words", "1 point") if count == 1 else translate("words", "{n} points")
    else:
        source = translate("words", "1 stamp") if count == 1 else translate("words", "{n} stamps")
    return source.format(n=number(count))


def add_button(count: int, card_type: CardType) -> str:
    """Return the text of the button that adds: `Add 1 stamp`."""
    return translate("words", "Add {amount}").format(amount=amount(count, card_type))


def take_back_button(count: int, card_type: CardType) -> str:
    """Return the text of the button that takes back: `Take 1 stamp back`."""
    return translate("words", "Take {amount} back").format(amount=amount(count, card_type))


def as_sentences(parts: Iterable[str]) -> str:
    """Join sentences without a full stop, except the last one's own; leave empty ones out."""
    source = translate("words", "{title}. {sentence}")
    present = [part for part in parts if part] or [""]
    return reduce(lambda before, part: source.format(title=before, sentence=part), present)


def list_line(parts: Iterable[str]) -> str:
    """Join the parts of a list's line, as a screen reader says it."""
    source = translate("words", "{before}, {part}")
    return reduce(lambda before, part: source.format(before=before, part=part), parts)


def name_list(names: Iterable[str]) -> str:
    """Join names as the language lists them: `Ka Yan and Ah Ming`, `Ka Yan 及 Ah Ming`."""
    names = list(names)
    pattern = QLocale().createSeparatedList([f"{{{place}}}" for place in range(len(names))])
    return _BETWEEN_CHINESE.sub("", _BESIDE_CHINESE.sub(" ", pattern).format(*names))


def signed_number(delta: int) -> str:
    """Return `+2`, `−1`."""
    return f"+{number(delta)}" if delta >= 0 else f"−{number(-delta)}"


def card_kind(card_type: CardType) -> str:
    """Return the kind of card."""
    return translate("words", "Point card") if card_type == "points" else translate("words", "Stamp card")


def reward_name(name: str | None, at: int | None) -> str:
    """Return a reward by its name, or by its threshold where it has none."""
    return name or translate("words", "Reward at {at}").format(at=number(at or 0))


def tier_state(tier: TierView) -> str:
    """Return `Claimed`, `Ready`, `3 to go`."""
    if tier.state == "ahead":
        return translate("words", "{n} to go").format(n=number(tier.to_go))
    return {
        "claimed": translate("words", "Claimed"),
        "claiming": translate("words", "Claiming …"),
        "ready": translate("words", "Ready"),
    }[tier.state]


def waiting_chip(count: int) -> str:
    """Return the text of the chip for what has not been sent: `+1 waiting`."""
    return translate("words", "{n} waiting").format(n=signed_number(count))


def stale_balance(view: CustomerView, trouble: TillError) -> str:
    """Return what to do about a balance that is not fresh, and what the number on the screen is."""
    if view.read_at is None:
        return join_sentences([sentence(trouble), translate("words", "The balance is not known yet.")])
    shown = translate("words", "Showing the balance from {time} plus what this till has added since.")
    return join_sentences([sentence(trouble), shown.format(time=date_time(view.read_at))])


def scanned_reference(reference: CardReference) -> str:
    """Return what a scan was read as, never a whole address or code."""
    return reference.masked if isinstance(reference, Email) else translate("words", "Card read")


def card_owner(view: CustomerView) -> str:
    """Return whose card was read."""
    return fill_in(translate("words", "Card of {name}"), name=view.label)


def scan_remark(remark: Remark) -> str:
    """Return the scanner's remark on the picture: a hint, or what a code is instead of a card."""
    if isinstance(remark, CardRefused):
        if (what := remark.details.get("what")) is None:
            return title(remark)
        return fill_in(translate("words", "That is {what}"), what=translate("errors", what))
    return {
        Hint.CLOSER: translate("words", "Hold the card closer"),
        Hint.HOLD_STILL: translate("words", "Hold the card still"),
        Hint.TOO_DARK: translate("words", "Too dark: turn the phone's brightness up"),
        Hint.TOO_BRIGHT: translate("words", "Too bright: turn the phone's brightness down"),
        Hint.REFLECTS: translate("words", "It reflects: tilt the phone a little"),
        Hint.ONE_AT_A_TIME: translate("words", "Show one card at a time"),
    }[remark]


def entry_content(entry: Entry) -> str:
    """Return an entry's content for the outbox: `+1`, `Free coffee (8)`, `New card`."""
    if entry.kind is EntryKind.STAMP:
        text = signed_number(entry.delta or 0)
        return translate("words", "{what} (undo)").format(what=text) if entry.undo_of is not None else text
    if entry.kind is EntryKind.REDEEM:
        source = translate("words", "{reward} ({at})")
        return (
            source.format(reward=entry.reward, at=number(entry.at or 0))
            if entry.reward
            else reward_name(None, entry.at)
        )
    return translate("words", "New card")


def content_and_cashier(entry: Entry) -> str:
    """Return an entry's content and its cashier, where there is one: `+1 · Ka Yan`."""
    return f"{entry_content(entry)} · {entry.cashier}" if entry.cashier else entry_content(entry)


def entry_state(entry: Entry) -> str:
    """Return an entry's state in a word or two."""
    return translate("words", "Shop's loss") if entry.problem == "shop_loss" else _state_name(entry.state)


def _state_name(state: EntryState) -> str:
    return {
        EntryState.HELD: translate("words", "Held"),
        EntryState.WAITING: translate("words", "Waiting"),
        EntryState.SENDING: translate("words", "Sending"),
        EntryState.UNSURE: translate("words", "Checking"),
        EntryState.SETTLING: translate("words", "Checking"),
        EntryState.APPLIED: translate("words", "Sent"),
        EntryState.BLOCKED: translate("words", "Refused"),
        EntryState.REVIEW: translate("words", "Needs you"),
        EntryState.CANCELLED: translate("words", "Undone"),
        EntryState.WRITTEN_OFF: translate("words", "Written off"),
    }[state]


def customer_name(entry: Entry) -> str:
    """Return the customer of an entry."""
    return entry.name or entry.email.masked


def tap_message(entry: Entry, view: CustomerView) -> str:
    """Return the message after a tap: `1 stamp added for Jane`."""
    if entry.kind is EntryKind.REDEEM:
        source = translate("words", "{reward} claimed for {name}")
        return fill_in(source, reward=reward_name(entry.reward, entry.at), name=view.label)
    delta = entry.delta or 0
    source = (
        translate("words", "{amount} added for {name}")
        if delta >= 0
        else translate("words", "{amount} taken back from {name}")
    )
    return fill_in(source, amount=amount(abs(delta), view.card_type), name=view.label)


def held_message(entry: Entry, name: str, left_s: int) -> str:
    """Return the message while a claim can still be undone."""
    source = translate("words", "{reward} for {name}: claimed in {n} s")
    return fill_in(source, reward=reward_name(entry.reward, entry.at), name=name, n=number(left_s))


def claiming_message(entry: Entry, name: str) -> str:
    """Return the message while a claim is being sent."""
    source = translate("words", "{reward} for {name} is being claimed")
    return fill_in(source, reward=reward_name(entry.reward, entry.at), name=name)


def refused_message(entry: Entry) -> str:
    """Return the message for an entry that Kreward refused."""
    source = translate("words", "{what} for {name} was refused: {problem}. Look at the outbox (F8).")
    problem = problem_title(entry.problem) or translate("words", "no reason was given")
    return fill_in(source, what=entry_content(entry), name=customer_name(entry), problem=problem)


def undone_message(entry: Entry) -> str:
    """Return the message after an undo."""
    if entry.kind is EntryKind.REDEEM:
        source = translate("words", "Not claimed: {reward} for {name}")
        return fill_in(source, reward=reward_name(entry.reward, entry.at), name=customer_name(entry))
    return fill_in(translate("words", "Undone for {name}"), name=customer_name(entry))


def last_tap(last: LastTap) -> str:
    """Return a customer's last tap, or its outcome: `+1 · 14:02`, `Undone · 14:02`."""
    if last.outcome is not None:
        thing = _state_name(last.outcome)
    else:
        thing = last.reward or (signed_number(last.delta) if last.delta is not None else translate("words", "New"))
    return f"{thing} · {time_or_day(last.done_at)}"


def connection_status(view: ConnectionView) -> str:
    """Return the pill's words: `Online`, `Offline · 3 waiting`, `Online · 1 needs you · 1 being checked`."""
    states = {
        "connecting": translate("words", "Connecting …"),
        "online": translate("words", "Online"),
        "offline": translate("words", "Offline"),
        "paused": translate("words", "Paused"),
    }
    parts = [states[view.state]]
    if view.needs_person:
        parts.append(needs_person(view.needs_person))
    return " · ".join([*parts, *_unsent(view)])


def _unsent(view: ConnectionView) -> Iterator[str]:
    """Return how many entries are still to be sent, and of how many the answer was lost."""
    if unsent := view.waiting - view.checking:
        yield translate("words", "{n} waiting").format(n=number(unsent))
    if view.checking:
        yield translate("words", "{n} being checked").format(n=number(view.checking))


def needs_person(count: int) -> str:
    """Return how many entries a person must look at."""
    return translate("words", "1 needs you") if count == 1 else translate("words", "{n} need you").format(n=count)


def connection_details(view: ConnectionView) -> str:
    """Return since when the connection has this status; when it is tried next, or how much is to go."""
    sources = {
        "connecting": translate("words", "Connecting since {time}"),
        "online": translate("words", "Online since {time}"),
        "offline": translate("words", "Offline since {time}"),
        "paused": translate("words", "Paused since {time}"),
    }
    story = sources[view.state].format(time=date_time(view.since))
    if view.state == "offline" and view.next_try_s is not None:
        return f"{story} · {_next_try(math.ceil(view.next_try_s))}"
    return " · ".join([story, *(_unsent(view) if view.state == "online" else ())])


def _next_try(left_s: int) -> str:
    source = translate("words", "next try in {n} s") if left_s > 0 else translate("words", "trying now …")
    return source.format(n=left_s)


def checking_explained() -> str:
    """Return the explanation of a tap that is being checked."""
    return translate(
        "words",
        "Checking: Kreward's answer was lost. The till reads the balance again for up to ten minutes, to see whether "
        "the tap counted. If it cannot tell, it asks you.",
    )


def plan_and_cards(account: Account) -> str:
    """Return what a connection test found: `Plan Growth · Coffee (8 stamps) and Club (points)`."""
    found = [translate("words", "Plan {plan}").format(plan=account.plan)] if account.plan else []
    source = translate("words", "{card} ({goal})")
    cards = [source.format(card=template.name, goal=card_and_goal(template)) for template in account.templates]
    return " · ".join([*found, capped(name_list(cards)) if cards else translate("words", "one card")])


def card_and_goal(template: Template) -> str:
    """Return `8 stamps`, or `stamps` where the goal is not known."""
    if template.goal is not None:
        return amount(template.goal, template.card_type)
    return translate("words", "points") if template.card_type == "points" else translate("words", "stamps")


def join_sentences(sentences: Iterable[str]) -> str:
    """Join sentences; a Chinese full stop brings its own space."""
    return " ".join(sentences).replace("。 ", "。")


def fill_in(source: str, **details: str) -> str:
    """Fill in a source text. Chinese has spaces beside Latin letters and digits alone, and a name may be either."""
    return _BETWEEN_CHINESE.sub("", source.format(**details))


def _day_and_month(here: datetime) -> str:
    """Return a day without its year: `21 Nov`, `11月21日`."""
    return QLocale().toString(QDate(here.year, here.month, here.day), translate("words", "d MMM"))


def _subclasses(kind: type[TillError]) -> Iterator[type[TillError]]:
    for child in kind.__subclasses__():
        yield child
        yield from _subclasses(child)


def finding_line(found: FindingView) -> str:
    """Return one of the doctor's findings, in a line."""
    sign = {"ok": "✓", "warning": "!", "failed": "✗"}[found.health]
    source = found.text
    text = translate("errors", source) if found.is_failure else translate("doctor", source)
    return f"{sign} {fill_in(text, **_translated_details(found.details))}"


def _translated_details(details: Mapping[str, str]) -> dict[str, str]:
    """Return the details of a failure or a finding, in the present language."""
    return {name: translate("errors", value) if name in _LITERAL_DETAILS else value for name, value in details.items()}
