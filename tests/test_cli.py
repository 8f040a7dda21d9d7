"""What the command line prints about words it does not know."""

import argparse
from collections.abc import Iterator

import pytest

from kreward_pos.cli import _parser, main


def error_printed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    with pytest.raises(SystemExit) as caught:
        main(words)
    assert caught.value.code == 2
    said = capsys.readouterr()
    assert said.out == ""
    return said.err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["sandbx"], "There is no command 'kreward-pos sandbx'. Did you mean sandbox? There are: decode, headless, "),
        (["zzz"], "There is no command 'kreward-pos zzz'. There are: decode, headless, "),
        (["outbox", "lst"], "There is no command 'kreward-pos outbox lst'. Did you mean list? There are: list, show, "),
        (["links", "exprt"], "There is no command 'kreward-pos links exprt'. Did you mean export? There are: export, "),
        (["\x1b[2J"], "There is no command 'kreward-pos [2J'. There are: decode, "),
    ],
)
def test_error_about_an_unknown_word_lists_the_known_ones(
    capsys: pytest.CaptureFixture[str], words: list[str], sentence: str
) -> None:
    said = error_printed(capsys, *words)
    assert said.startswith(sentence)
    assert said.count("\n") == 1
    assert "stand-by" not in said
    assert "--help" in said


def test_missing_subcommand_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert "required: VIEW" in error_printed(capsys, "outbox")


def parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for action in parser._actions:
        if isinstance(action.choices, dict):
            for each in action.choices.values():
                yield from parsers(each)


def test_every_option_is_explained() -> None:
    unexplained = [
        f"{parser.prog} {action.option_strings[0]}"
        for parser in parsers(_parser())
        for action in parser._actions
        if action.option_strings and not action.help
    ]
    assert unexplained == []
