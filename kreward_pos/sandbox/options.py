"""The options of `kreward-pos sandbox`, each with its help, and the sandbox that they ask for.

Imports nothing heavy, since the command line is read at every start of the counter.
"""

import argparse
import random
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kreward_pos.sandbox.server import Sandbox

DESCRIPTION = """\
Serve the documented Kreward API on this machine, for a shop with customers to try things on, with faults on demand.
Nothing leaves this machine, and no other machine reaches it. Once it listens, it prints one line of JSON, {"base_url",
"public_key", "secret_key"}; then it serves until Ctrl+C.
"""

EPILOG = """\
control calls, which need no key and answer while the link is cut:
  GET  BASE_URL/_sandbox/ledger    every change that was applied, oldest first
  GET  BASE_URL/_sandbox/link      whether the link is up
  PUT  BASE_URL/_sandbox/link      {"up": false} cuts it: every request is reset; {"up": true} restores it
  GET  BASE_URL/_sandbox/faults    the rules in force, and how often each fired
  PUT  BASE_URL/_sandbox/faults    {"rules": [{"call": "transaction", "fault": "drop_after", "count": 1}]}

faults, of which a rule names one:
  the request is not applied       drop_before status html redirect
  it is applied                    drop_after status_after truncate clip reset slow_drip delay
  it is applied late               late

docs/sandbox.md in the project's sources tells what each of them does.
"""

NO_LIMIT = "none"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the sandbox to its parser."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description, parser.epilog = DESCRIPTION, EPILOG
    where = parser.add_argument_group("where it listens, and what it keeps")
    where.add_argument("--host", default="127.0.0.1", help="a loopback address, such as ::1 (127.0.0.1)")
    where.add_argument("--port", type=int, default=0, help="the port; 0 takes a free one (0)")
    where.add_argument("--data", type=Path, metavar="FOLDER", help="keep shop and keys here over restarts (in memory)")
    shop = parser.add_argument_group("the shop, and how it answers")
    shop.add_argument(
        "--seed",
        default="demo",
        metavar="SHOP",
        help="what it starts with: demo, a shop with customers in every state; empty, the same without customers; "
        "or a JSON file with a shop of your own (demo)",
    )
    shop.add_argument(
        "--dialect",
        choices=["page", "reference"],
        default="page",
        help="answer as the API's public page shows it, or as the plain-text reference does (page)",
    )
    shop.add_argument(
        "--no-tiers", action="store_true", help="leave the rewards out of GET /customer, as both texts show it"
    )
    limits = parser.add_argument_group("what it allows")
    limits.add_argument(
        "--plan", default="growth", help="growth or enterprise; with any other every call is refused, 403 (growth)"
    )
    limits.add_argument(
        "--allow-origin",
        action="append",
        metavar="ORIGIN",
        help="let web pages from here use the public key, and no others, such as https://cafe.example; may be given "
        "several times (every page may)",
    )
    limits.add_argument(
        "--rate-limit",
        type=_rate_limit,
        default=100,
        metavar="N",
        help=f"requests a minute for each key, after which they are refused, 429; {NO_LIMIT} for no limit (100)",
    )
    faults = parser.add_argument_group("faults")
    faults.add_argument(
        "--fault-seed",
        type=int,
        metavar="N",
        help="let rules with a rate befall the same requests in every run that is given this number (by chance)",
    )


def sandbox_of(options: argparse.Namespace) -> "Sandbox":
    """Return the sandbox of these options, not yet started; raises `SettingsRefused`."""
    from kreward_pos.sandbox.server import Sandbox  # late: loads the server

    return Sandbox(
        options.host,
        options.port,
        options.dialect,
        options.data,
        options.seed if options.seed in ("demo", "empty") else Path(options.seed),
        plan=options.plan,
        allowed_origins=options.allow_origin,
        rate_limit=options.rate_limit,
        tiers_in_body=not options.no_tiers,
        rng=None if options.fault_seed is None else random.Random(options.fault_seed),  # noqa: S311 - no secrecy
    )


def _rate_limit(text: str) -> int | None:
    if text == NO_LIMIT:
        return None
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"it is a number of requests a minute, or {NO_LIMIT}")
    return int(text)
