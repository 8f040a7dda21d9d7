"""Card links exported from one till and imported into another."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kreward_pos.api.models import Account
from kreward_pos.cards import CardId, Email, OpaqueCode
from kreward_pos.commands import links
from kreward_pos.system.database_key import DATABASE_VARIABLE
from kreward_pos.system.settings import Options
from kreward_pos.till.model.errors import DatabaseAbsent
from kreward_pos.till.records.customers import Customers
from kreward_pos.till.records.links_export import (
    ImportResult,
    LinksFileTrouble,
    LinksOfAnotherShop,
    LinksSealed,
    NotALinksFile,
    PasswordTooShort,
    export_links,
    import_links,
)
from kreward_pos.till.records.shop import Shop
from kreward_pos.till.storage.store import Store
from tests.fake_clock import FakeClock
from tests.till.conftest import Counter

PASSWORD = "correct horse"
JANE, BEN = Email.parse("jane@example.com"), Email.parse("ben@example.com")
CARD = CardId.parse("0b7a6d2e-1111-4222-8333-944455566677")
CODE = OpaqueCode("KW-77-ABC")
SHOP, OTHER = Account("Demo Café", None, (), "demo-cafe"), Account("Another", None, (), "another")


class Till:
    """The part of a till that knows cards."""

    def __init__(self, folder: Path, shop: Account | None = SHOP) -> None:
        self.clock = FakeClock()
        self.store = Store.open(folder)
        self.customers = Customers(self.store, self.clock)
        if shop is not None:
            Shop(self.store).save(shop)


@pytest.fixture
def first(tmp_path: Path) -> Iterator[Till]:
    till = Till(tmp_path / "first")
    till.customers.link(CARD, JANE)
    till.customers.link(CODE, BEN)
    yield till
    till.store.close()


@pytest.fixture
def second(tmp_path: Path) -> Iterator[Till]:
    till = Till(tmp_path / "second")
    yield till
    till.store.close()


@pytest.fixture
def file(first: Till, tmp_path: Path) -> Path:
    path = tmp_path / "cards.kreward"
    assert export_links(first.store, path, PASSWORD) == 2
    return path


def test_another_till_imports_the_cards(second: Till, file: Path) -> None:
    assert import_links(second.store, file, PASSWORD) == ImportResult(2, 0, 0)
    assert (second.customers.customer_of(CARD), second.customers.customer_of(CODE)) == (JANE, BEN)
    assert import_links(second.store, file, PASSWORD) == ImportResult(0, 0, 2)


def test_file_shows_nothing_without_the_password(file: Path) -> None:
    for text in (b"jane", b"example.com", CARD.key.encode(), b"KW-77", b"Demo"):
        assert text not in file.read_bytes()


def test_newer_link_wins(first: Till, second: Till, tmp_path: Path) -> None:
    second.clock.pass_s(-60)
    second.customers.link(CODE, JANE)
    second.clock.pass_s(120)
    second.customers.link(CARD, BEN)
    export_links(first.store, tmp_path / "cards", PASSWORD)
    assert import_links(second.store, tmp_path / "cards", PASSWORD) == ImportResult(0, 1, 1)
    assert (second.customers.customer_of(CARD), second.customers.customer_of(CODE)) == (BEN, BEN)


def test_wrong_password_or_damaged_file_opens_nothing(second: Till, file: Path) -> None:
    with pytest.raises(LinksSealed):
        import_links(second.store, file, "wrong horse")
    whole = bytearray(file.read_bytes())
    whole[-1] ^= 1
    file.write_bytes(whole)
    with pytest.raises(LinksSealed):
        import_links(second.store, file, PASSWORD)
    assert second.customers.customer_of(CARD) is None


@pytest.mark.parametrize("length", [0, 10, 20, 36, 75])
def test_truncated_file_is_refused(second: Till, file: Path, length: int) -> None:
    file.write_bytes(file.read_bytes()[:length])
    with pytest.raises(NotALinksFile):
        import_links(second.store, file, PASSWORD)


def test_another_shops_cards_are_refused(file: Path, tmp_path: Path) -> None:
    till = Till(tmp_path / "other", OTHER)
    with pytest.raises(LinksOfAnotherShop) as refused:
        import_links(till.store, file, PASSWORD)
    assert "Demo Café" in refused.value.sentence
    till.store.close()


def test_till_that_does_not_know_its_shop_imports_the_cards(file: Path, tmp_path: Path) -> None:
    till = Till(tmp_path / "new", None)
    assert import_links(till.store, file, PASSWORD).added == 2
    till.store.close()


def test_imported_cards_are_deleted_when_the_shop_is_another(counter: Counter, file: Path) -> None:
    assert import_links(counter.store, file, PASSWORD).added == 2
    counter.flush()
    assert counter.connection.status().state == "online"
    assert Customers(counter.store, counter.clock).customer_of(CARD) is None


def test_short_password_is_refused(first: Till, tmp_path: Path) -> None:
    with pytest.raises(PasswordTooShort):
        export_links(first.store, tmp_path / "cards", "1234567")
    assert not (tmp_path / "cards").exists()


def test_unwritable_or_unreadable_path_raises(first: Till, tmp_path: Path) -> None:
    with pytest.raises(LinksFileTrouble):
        export_links(first.store, tmp_path / "no" / "cards", PASSWORD)
    with pytest.raises(LinksFileTrouble):
        import_links(first.store, tmp_path / "none", PASSWORD)


def test_commands_export_and_import_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(DATABASE_VARIABLE, "5a" * 32)
    monkeypatch.setenv(links.PASSWORD_VARIABLE, PASSWORD)
    here, there, file = Options(data_dir=tmp_path / "1"), Options(data_dir=tmp_path / "2"), tmp_path / "收銀 機.cards"
    for name, has_links in (("1", True), ("2", False)):
        till = Till(tmp_path / name)
        if has_links:
            till.customers.link(CARD, JANE)
        till.store.close()
    assert links.export(here, file) == 0
    assert links.carry_in(there, file) == 0
    assert "1 new" in capsys.readouterr().out
    with pytest.raises(DatabaseAbsent):
        links.carry_in(Options(data_dir=tmp_path / "3"), file)
