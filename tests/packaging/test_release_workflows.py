"""The workflows: pinned, with few permissions, calling only what exists. `make check-release` checks their form."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
WORKFLOWS = sorted((REPOSITORY / ".github" / "workflows").glob("*.yml"))

every_workflow = pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)


def scripts(workflow: Path) -> list[str]:
    """What each `run` hands to a shell."""
    lines = workflow.read_text().splitlines()
    found = []
    for place, line in enumerate(lines):
        match = re.match(r"( *)(- )?run: (.*)", line)
        if match is None:
            continue
        inside = len(match[1]) + len(match[2] or "")
        rest = lines[place + 1 :]
        end = next((n for n, each in enumerate(rest) if each.strip() and not each.startswith(" " * (inside + 1))), None)
        found.append("\n".join(rest[:end]) if match[3] == "|" else match[3])
    return found


def test_repository_has_two_workflows() -> None:
    assert [path.stem for path in WORKFLOWS] == ["ci", "release"]


@every_workflow
def test_every_action_is_pinned_by_its_commit(workflow: Path) -> None:
    used = re.findall(r"uses: (.*)", workflow.read_text())
    foreign = [each for each in used if not each.startswith("./")]
    assert foreign
    for each in foreign:
        assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", each), each
    for each in set(used) - set(foreign):
        assert (REPOSITORY / each).is_file()


@every_workflow
def test_permissions_are_granted_per_job(workflow: Path) -> None:
    text = workflow.read_text()
    assert re.search(r"^permissions: \{\}$", text, re.MULTILINE)
    count = len(re.findall(r"^  [a-z-]+:$", jobs(text), re.MULTILINE))
    assert text.count("timeout-minutes:") + text.count("uses: ./") == count
    assert set(re.findall(r"^      ([a-z-]+): (?:write|read)$", text, re.MULTILINE)) == {"contents"}


def test_only_the_draft_job_may_write() -> None:
    release = (REPOSITORY / ".github" / "workflows" / "release.yml").read_text()
    assert release.count("contents: write") == 1
    assert "contents: write" in release.split("\n  draft:\n")[1]


@every_workflow
def test_no_checkout_leaves_its_token_behind(workflow: Path) -> None:
    text = workflow.read_text()
    assert text.count("actions/checkout@") == text.count("persist-credentials: false")


@every_workflow
def test_no_script_contains_a_github_expression(workflow: Path) -> None:
    assert scripts(workflow)
    for script in scripts(workflow):
        assert "${{" not in script, script


@every_workflow
@pytest.mark.skipif(shutil.which("bash") is None, reason="the workflows' shell is not installed")
def test_every_script_parses_in_its_shell(workflow: Path) -> None:
    for script in scripts(workflow):
        read = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True, check=False)
        assert (read.returncode, read.stderr) == (0, ""), script


@every_workflow
def test_secrets_reach_a_step_only_through_its_environment(workflow: Path) -> None:
    for line in workflow.read_text().splitlines():
        if "secrets." in line:
            assert re.fullmatch(r" {10}([A-Z_]+): \$\{\{ secrets\.\1 \}\}", line), line


@every_workflow
def test_every_script_and_target_exists(workflow: Path) -> None:
    asked = subprocess.run(
        ["make", "--dry-run", "--print-data-base", "help"], cwd=REPOSITORY, check=True, capture_output=True, text=True
    )
    targets = set(re.findall(r"^([\w./-]+):", asked.stdout, re.MULTILINE))
    for script in scripts(workflow):
        for path in re.findall(r"\bpackaging/[\w./-]+", script):
            assert (REPOSITORY / path).is_file(), path
        for target in re.findall(r"\bmake ([\w./-]+)", script):
            assert target in targets, target


def test_every_secret_is_documented() -> None:
    release = (REPOSITORY / ".github" / "workflows" / "release.yml").read_text()
    told = (REPOSITORY / "docs" / "release.md").read_text()
    for secret in set(re.findall(r"secrets\.([A-Z_]+)", release)):
        assert f"`{secret}`" in told, secret


def jobs(text: str) -> str:
    return text.split("\njobs:\n")[1]
