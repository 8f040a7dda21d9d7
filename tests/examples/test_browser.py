"""The documentation's enrolment form, on a web page of an allowed origin and on one of another."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kreward_pos.sandbox.bodies import DialectName
from kreward_pos.sandbox.server import Sandbox

from .chromium import Website
from .clients import filled_in, node, stub

PAGE_ORIGIN = "https://cafe.example"


@pytest.fixture
def website() -> Iterator[Website]:
    with Website.served() as website:
        yield website


class TestChromium:
    """In a real browser, which asks before it sends (CORS), and shows what it gets."""

    def visit(self, website: Website, sandbox: Sandbox, profile: Path) -> Any:
        website.page = "<!doctype html><meta charset=utf-8>" + filled_in("form.html", sandbox) + stub("visitor.html")
        return website.visited(profile)

    def test_form_on_an_allowed_page_shows_both_wallets(self, website: Website, tmp_path: Path) -> None:
        with Sandbox(allowed_origins=[website.origin]) as sandbox:
            shown = self.visit(website, sandbox, tmp_path / "profile")
            card = sandbox.standing("new@example.com").card_id
            assert [entry["kind"] for entry in sandbox.ledger()] == ["enroll"]
        assert shown["display"] == "block"
        assert shown["links"] == [f"https://wallet.example/{vendor}/{card}" for vendor in ("apple", "google")]
        assert all(natural > 100 and width == 160 for natural, width in shown["pictures"])
        assert len(shown["pictures"]) == 2

    def test_form_enrols_in_the_reference_dialect_and_shows_nothing(self, website: Website, tmp_path: Path) -> None:
        """It looks for `qr_ios` at the top level, where the page has it; the reference has it under `wallet`."""
        with Sandbox(dialect="reference", allowed_origins=[website.origin]) as sandbox:
            shown = self.visit(website, sandbox, tmp_path / "profile")
            assert sandbox.standing("new@example.com").balance == 0
        assert shown == {"display": "none", "links": [], "pictures": []}

    @pytest.mark.parametrize("dialect", ["page", "reference"])
    def test_the_form_on_a_page_of_another_origin_enrols_nobody(
        self, website: Website, tmp_path: Path, dialect: DialectName
    ) -> None:
        with Sandbox(dialect=dialect, allowed_origins=["https://cafe.example"]) as sandbox:
            assert self.visit(website, sandbox, tmp_path / "profile") == {"failed": "TypeError: Failed to fetch"}
            assert sandbox.ledger() == []


class TestScript:
    """The form's script in Node, with as much of a browser around it as it needs: for machines without Chromium."""

    def form(self, sandbox: Sandbox) -> Any:
        _, _, script = filled_in("form.html", sandbox).partition("<script>")
        parts = (stub("browser.mjs"), script.partition("</script>")[0], stub("submit.mjs"))
        return json.loads(node(sandbox, *parts, PAGE_ORIGIN=PAGE_ORIGIN))

    def test_the_form_shows_both_wallets(self) -> None:
        with Sandbox(allowed_origins=[PAGE_ORIGIN]) as sandbox:
            shown = self.form(sandbox)
            assert [entry["kind"] for entry in sandbox.ledger()] == ["enroll"]
        assert shown["display"] == "block"
        assert shown["html"].count('<img src="data:image/png;base64,') == 2
        assert shown["html"].count('<a href="https://wallet.example/') == 2

    def test_form_enrols_in_the_reference_dialect_and_shows_nothing(self) -> None:
        with Sandbox(dialect="reference", allowed_origins=[PAGE_ORIGIN]) as sandbox:
            assert self.form(sandbox) == {"html": "", "display": "none"}
            assert [entry["kind"] for entry in sandbox.ledger()] == ["enroll"]

    @pytest.mark.parametrize("dialect", ["page", "reference"])
    def test_page_of_another_origin_is_refused(self, dialect: DialectName) -> None:
        with Sandbox(dialect=dialect, allowed_origins=["https://other.example"]) as other:
            with pytest.raises(subprocess.CalledProcessError) as caught:
                self.form(other)
            assert "Failed to fetch" in caught.value.stderr
            assert other.ledger() == []
