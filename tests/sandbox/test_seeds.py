import subprocess
import sys
import uuid

from kreward_pos.sandbox.seeds import DEMO_CUSTOMERS, DEMO_SHOP, POINTS_CARD, STAMP_CARD


def test_the_default_is_the_first_active_template() -> None:
    assert DEMO_SHOP.default is STAMP_CARD
    assert [(t.kind, t.goal) for t in DEMO_SHOP.active] == [("stamps", 8), ("points", 250)]


def test_card_ids_are_distinct_uuids_and_addresses_are_examples() -> None:
    ids = [customer.card_id for customer in DEMO_CUSTOMERS]
    assert len(set(ids)) == len(ids)
    assert all(str(uuid.UUID(each)) == each for each in ids)
    assert all(customer.email.endswith("@example.com") for customer in DEMO_CUSTOMERS)


def test_demo_customers_cover_every_state_of_a_card() -> None:
    stamps = {(c.balance, c.redeemed) for c in DEMO_CUSTOMERS if c.template is STAMP_CARD}
    assert {(0, ()), (5, (4,)), (4, ()), (7, (4,)), (8, (4,)), (8, ()), (10, (4,))} <= stamps
    points = [c for c in DEMO_CUSTOMERS if c.template is POINTS_CARD]
    assert any(c.balance > POINTS_CARD.goal for c in points)
    by_email = [c.email for c in DEMO_CUSTOMERS]
    assert by_email.count("priya@example.com") == 2


def test_email_is_not_in_the_repr() -> None:
    assert "@" not in repr(DEMO_CUSTOMERS[0])


def test_reading_the_seeds_loads_no_server() -> None:
    script = (
        "import sys, kreward_pos.sandbox.seeds\n"
        "heavy = {'starlette', 'uvicorn', 'sqlite3', 'qrcode', 'httpx', 'asyncio'} & set(sys.modules)\n"
        "sys.exit(len(heavy))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False, capture_output=True).returncode == 0
