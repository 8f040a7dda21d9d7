"""The commands. Parses words, hands over to the part that does the work, and turns a `TillError` into a sentence.

Each command imports what it needs when it runs, so that `decode` opens no window and the counter starts fast.
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from kreward_pos import __version__, languages
from kreward_pos.errors import TillError, capped
from kreward_pos.libraries import missing_library
from kreward_pos.sandbox import options as sandbox_options
from kreward_pos.system.settings import Options

EXIT_TROUBLE = 2
"""An expected failure, told in a sentence on standard error."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit status."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except TillError as error:
        return _tell(error)
    except ImportError as error:
        if (missing := missing_library(error)) is None:
            raise
        return _tell(missing)
    except KeyboardInterrupt:
        return 130


def _tell(error: TillError) -> int:
    print(f"{error.title}. {error.sentence}", file=sys.stderr)  # noqa: T201 - the command line's own voice
    return EXIT_TROUBLE


class _Parser(argparse.ArgumentParser):
    """A parser that says which commands there are, where it is given one that there is not."""

    # argparse has no public place for this: it would list the hidden command, too, and name the argument "".
    def _check_value(self, action: argparse.Action, value: Any) -> None:
        commands = action.choices
        if not isinstance(commands, dict) or value in commands:
            super()._check_value(action, value)
            return
        import difflib  # late: for a mistake alone

        from kreward_pos.system import watchdog

        shown = [name for name in commands if name != watchdog.COMMAND]
        meant = "".join(f" Did you mean {name}?" for name in difflib.get_close_matches(value, shown, 1))
        sentence = f"There is no command '{self.prog} {capped(value, 40)}'.{meant} There are: {', '.join(shown)}."
        self.exit(EXIT_TROUBLE, f"{sentence} {self.prog} --help explains them.\n")


def _parser() -> _Parser:
    common = _Parser(add_help=False)
    group = common.add_argument_group("till")
    # Given before or after the command; a default here would overwrite what stood before it.
    absent = argparse.SUPPRESS
    group.add_argument("--data-dir", type=Path, default=absent, help="where this till keeps its data")
    group.add_argument("--base-url", default=absent, help="the API's address")
    group.add_argument("--camera", default=absent, help="demo, none, an index, a name, a video or a folder of pictures")
    group.add_argument("--lang", default=absent, choices=languages.codes(), help="the window's language")
    group.add_argument("--kiosk", default=absent, action="store_true", help="fill the screen, and stay on top")

    parser = _Parser(prog="kreward-pos", description="The counter for Kreward loyalty cards.", parents=[common])
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument("--demo", action="store_true", help="a demo shop with a Kreward and a camera of its own")
    parser.add_argument("--self-check", action="store_true", help="with --demo: do the whole job by itself and report")
    parser.add_argument("--json", action="store_true", help="with --self-check: the report as one JSON object")
    parser.add_argument("--dialect", choices=["page", "reference"], default="page", help="with --demo: how it answers")
    parser.set_defaults(run=_run_counter)

    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    decode = commands.add_parser("decode", parents=[common], help="print the text of QR codes in pictures")
    decode.add_argument("files", nargs="+", metavar="FILE")
    decode.add_argument("--json", action="store_true", help="a JSON object a line: texts, corners, engine, time")
    decode.set_defaults(run=_run_decode)
    headless = commands.add_parser("headless", parents=[common], help="the same till, by JSON lines, without a window")
    headless.add_argument("--limits", action="store_true", help="keep to the limits that the settings give the counter")
    headless.set_defaults(run=_run_headless)
    _add_outbox(commands.add_parser("outbox", help="look at what was tapped, for support; changes nothing"), common)
    forget = commands.add_parser("forget", parents=[common], help="let go of who a customer is")
    forget.add_argument("email", metavar="EMAIL")
    forget.set_defaults(run=_run_forget)
    remove = commands.add_parser("remove-data", parents=[common], help="remove the till's data and keys")
    remove.add_argument("--even-open", action="store_true", help="also taps that wait to be sent, or for a person")
    remove.set_defaults(run=_run_remove)
    poster = commands.add_parser("poster", parents=[common], help="the counter's poster with the join page, as a PDF")
    poster.add_argument("--paper", choices=["A4", "A5"], default="A4", help="the paper's size (A4)")
    poster.add_argument("file", type=Path, metavar="FILE")
    poster.set_defaults(run=_run_poster)
    _add_links(commands.add_parser("links", help="carry which card is whose from one till to another"), common)
    report = commands.add_parser("report", parents=[common], help="one day in figures, and what stands out")
    report.add_argument("--day", type=date.fromisoformat, metavar="YYYY-MM-DD", help="instead of today")
    report.add_argument("--csv", action="store_true", help="the day's entries, for other programs")
    report.add_argument("--emails", action="store_true", help="with --csv: e-mails and names too")
    report.set_defaults(run=_run_report)
    doctor = commands.add_parser("doctor", parents=[common], help="check what this till needs, and say what is wrong")
    doctor.add_argument("--json", action="store_true", help="for other programs")
    doctor.set_defaults(run=_run_doctor)
    support = commands.add_parser("support", parents=[common], help="pack logs and findings, with nobody's data")
    support.add_argument("file", type=Path, metavar="FILE.zip")
    support.set_defaults(run=_run_support)
    commands.add_parser("stand-by", parents=[common]).set_defaults(run=_run_stand_by)  # no help: for the counter alone
    sandbox = commands.add_parser("sandbox", help="serve a Kreward of one's own on loopback")
    sandbox_options.add_options(sandbox)
    sandbox.set_defaults(run=_run_sandbox)
    return parser


def _add_outbox(outbox: _Parser, common: _Parser) -> None:
    views = outbox.add_subparsers(title="views", metavar="VIEW", required=True)
    emails = _Parser(add_help=False)
    emails.add_argument("--emails", action="store_true", help="show e-mails and names in full")
    listing = views.add_parser(
        "list", parents=[common, emails], help="what needs a person, what waits, what is settled"
    )
    listing.add_argument("--limit", type=int, default=50, help="entries at most (50)")
    listing.set_defaults(run=_run_outbox, view="list")
    show = views.add_parser("show", parents=[common, emails], help="one entry with its attempts and decisions")
    show.add_argument("entry", type=int, metavar="N")
    show.set_defaults(run=_run_outbox, view="show")
    export = views.add_parser("export", parents=[common, emails], help="every entry, for other programs")
    export.add_argument("--format", choices=["json", "csv"], default="json", help="how it is written (json)")
    export.set_defaults(run=_run_outbox, view="export")
    state = views.add_parser("state", parents=[common], help="whether taps are open, as an exit status for installers")
    state.set_defaults(run=_run_state)


def _run_counter(options: argparse.Namespace) -> int:
    from kreward_pos.app import modes

    if options.self_check and not options.demo:
        _parser().error("--self-check needs --demo")
    if options.json and not options.self_check:
        _parser().error("--json needs --self-check")
    if options.demo:
        return modes.run_demo(_common(options), options.dialect, is_self_check=options.self_check, is_json=options.json)
    return modes.run_counter(_common(options))


def _run_stand_by(options: argparse.Namespace) -> int:
    from kreward_pos.system import data_folder, watchdog

    return watchdog.run(
        data_folder.data_folder_path(_common(options)), sys.argv[1:-1]
    )  # the counter puts the command last


def _run_headless(options: argparse.Namespace) -> int:
    from kreward_pos.app import modes

    return modes.run_headless(_common(options), has_limits=options.limits)


def _run_outbox(options: argparse.Namespace) -> int:
    from kreward_pos.commands import outbox

    with outbox.opened(_common(options), options.emails) as report:
        if options.view == "list":
            report.list(options.limit)
        elif options.view == "show":
            report.show(options.entry)
        else:
            report.export(options.format)
    return 0


def _run_state(options: argparse.Namespace) -> int:
    from kreward_pos.commands import till_state

    return till_state.tell_state(_common(options))


def _run_remove(options: argparse.Namespace) -> int:
    from kreward_pos.commands import till_state

    return till_state.remove(_common(options), even_open=options.even_open)


def _run_forget(options: argparse.Namespace) -> int:
    from kreward_pos.commands import outbox

    return outbox.forget(_common(options), options.email)


def _run_poster(options: argparse.Namespace) -> int:
    from kreward_pos.commands import poster

    return poster.run(_common(options), options.file, options.paper)


def _run_report(options: argparse.Namespace) -> int:
    from kreward_pos.commands import report

    return report.run(_common(options), options.day, as_csv=options.csv, with_emails=options.emails)


def _common(options: argparse.Namespace) -> Options:
    given = vars(options)
    return Options(**{name: given[name] for name in Options.__slots__ if name in given})


def _run_decode(options: argparse.Namespace) -> int:
    from kreward_pos.commands import decode

    return decode.run(options.files, is_json=options.json)


def _add_links(links: _Parser, common: _Parser) -> None:
    ways = links.add_subparsers(title="ways", metavar="WAY", required=True)
    for way, purpose in (("export", "write them into a file with a password"), ("import", "take them over")):
        parser = ways.add_parser(way, parents=[common], help=purpose)
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.set_defaults(run=_run_links, way=way)


def _run_links(options: argparse.Namespace) -> int:
    from kreward_pos.commands import links

    work = links.export if options.way == "export" else links.carry_in
    return work(_common(options), options.file)


def _run_doctor(options: argparse.Namespace) -> int:
    from kreward_pos.doctor import command

    return command.run_command(_common(options), is_json=options.json)


def _run_support(options: argparse.Namespace) -> int:
    from kreward_pos.doctor import bundle

    bundle.write(_common(options), options.file)
    print(options.file.resolve())  # noqa: T201 - the command line's own voice
    return 0


def _run_sandbox(options: argparse.Namespace) -> int:
    from kreward_pos.sandbox import command

    return command.run(sandbox_options.sandbox_of(options))
