"""The sandbox's page in docs: it names everything that exists and nothing else, and its examples run."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kreward_pos.cli import main
from kreward_pos.sandbox.control import CONTROL_CALLS
from kreward_pos.sandbox.faults import CALLS, DEFAULT_MS, FAULTS, FIELDS
from kreward_pos.sandbox.options import EPILOG
from kreward_pos.sandbox.seed_file import read_seed
from kreward_pos.sandbox.seeds import DEMO_CUSTOMERS
from kreward_pos.sandbox.server import Sandbox

PAGE = (Path(__file__).parents[2] / "docs" / "sandbox.md").read_text(encoding="utf-8")


def table(heading: str) -> list[list[str]]:
    """The cells of the rows of the table whose first column has that heading."""
    _, _, rest = PAGE.partition(f"| {heading} |")
    rows = rest.split("\n\n")[0].splitlines()[2:]
    assert rows
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def named(heading: str) -> list[str]:
    """The first word of each row's first cell, without its quotes."""
    return [row[0].strip("`").split()[0] for row in table(heading)]


def test_each_option_is_on_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["sandbox", "--help"])
    options = re.findall(r"^  (--[a-z-]+)", capsys.readouterr().out, re.MULTILINE)
    assert len(options) == 10
    assert named("option") == options


def test_each_control_call_is_on_the_page_and_in_the_help() -> None:
    assert [row[0] for row in table("call")] == [f"`{call.replace(' ', ' /_sandbox/')}`" for call in CONTROL_CALLS]
    in_help = re.findall(r"^  (GET|PUT) +BASE_URL/_sandbox/(\w+)", EPILOG, re.MULTILINE)
    assert [" ".join(call) for call in in_help] == list(CONTROL_CALLS)


def test_each_fault_is_on_the_page_and_in_the_help() -> None:
    assert named("fault") == list(FAULTS)
    _, _, groups = EPILOG.partition("faults, of which")
    listed = re.findall(r"^  \w.*?   +(.*)$", groups, re.MULTILINE)
    assert sorted(" ".join(listed).split()) == sorted(FAULTS)


def test_each_field_of_a_rule_is_on_the_page() -> None:
    fields = {row[0].strip("`"): row for row in table("field")}
    assert list(fields) == list(FIELDS)
    assert re.findall(r"`(\w+)`", fields["call"][1]) == list(CALLS)
    waits = {row[0].strip("`"): re.findall(r"\((\d+)\)", " ".join(row)) for row in table("fault")}
    assert {fault: int(ms[0]) for fault, ms in waits.items() if ms} == DEFAULT_MS


def test_demo_customers_on_the_page_exist() -> None:
    shown = [(row[0], row[1], int(row[2]), row[3]) for row in table("customer")]
    assert shown == [(c.email, c.template.kind, c.balance, ", ".join(map(str, c.redeemed))) for c in DEMO_CUSTOMERS]


def test_seed_file_on_the_page_is_valid(tmp_path: Path) -> None:
    file = tmp_path / "tea.json"
    file.write_text(PAGE.partition("```json")[2].partition("```")[0], encoding="utf-8")
    seed, customers = read_seed(file)
    assert (seed.name, len(seed.active), len(customers)) == ("Tea & Co", 2, 2)


@pytest.mark.skipif(sys.platform == "win32", reason="the examples are written for a POSIX shell")
def test_the_examples_on_the_page_run() -> None:
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("curl is not installed; the page's examples need it")
    commands = re.findall(r"^    (curl .*)$", PAGE, re.MULTILINE)
    assert len(commands) == 6
    with Sandbox() as sandbox:
        variables = {
            "BASE_URL": sandbox.base_url,
            "SECRET_KEY": sandbox.secret_key,
            "PATH": str(Path(curl).parent),
            "no_proxy": "*",
        }
        for command in commands:
            program = f"{command} --silent --show-error"
            done = subprocess.run(
                ["/bin/sh", "-c", program], env=variables, capture_output=True, check=True, timeout=60
            )
            assert "error" not in json.loads(done.stdout), command
        assert [(rule["fault"], rule["code"], rule["retry_after"]) for rule in sandbox.faults()] == [("status", 429, 3)]
