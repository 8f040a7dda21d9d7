"""Everything that the documents for developers name exists."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
DOCUMENTS = [
    "CONTRIBUTING.md",
    "SECURITY.md",
    "README.md",
    "docs/architecture.md",
    "docs/release.md",
    "docs/sandbox.md",
]
TARGETS = set(re.findall(r"^([a-z-]+):", (REPOSITORY / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def named_paths(text: str) -> Iterator[str]:
    """Paths between backticks, below the folders that hold code."""
    yield from re.findall(r"`((?:kreward_pos|tests|packaging|resources)/[\w./-]+)`", text)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_in_a_document_exists(document: str) -> None:
    text = (REPOSITORY / document).read_text(encoding="utf-8")
    assert [path for path in named_paths(text) if not (REPOSITORY / path).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_target_in_a_document_exists(document: str) -> None:
    text = (REPOSITORY / document).read_text(encoding="utf-8")
    targets = re.findall(r"(?:`|^    )make ([a-z-]+)", text, re.MULTILINE)
    assert [target for target in targets if target not in TARGETS] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_in_a_document_points_to_a_file(document: str) -> None:
    path = REPOSITORY / document
    links = re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))
    assert [link for link in links if "://" not in link and not (path.parent / link).exists()] == []
