"""The demo shop around the window: what Kreward did is told in short, whatever it did."""

from pathlib import Path

from kreward_pos.api.client import KrewardClient
from kreward_pos.api.keys import ApiKey, ApiKeys
from kreward_pos.api.transport import HttpTransport
from kreward_pos.app.demo import DemoShop, open_shop, place_of
from kreward_pos.cards import Email
from kreward_pos.clock import SystemClock
from kreward_pos.system.settings import Options


def test_demo_promises_to_keep_nothing(tmp_path: Path) -> None:
    with open_shop("page") as shop:
        place = place_of(shop, Options(camera="none"), tmp_path)
    assert place.is_session_only
    assert not place.key_store.keeps_keys()
    assert (place.folder, place.settings.camera) == (tmp_path, "none")


def test_every_kind_of_change_is_told() -> None:
    jane = Email.parse("jane@example.com")
    with open_shop("page") as shop:
        client = KrewardClient(
            HttpTransport(shop.base_url), ApiKeys(ApiKey.parse_secret(shop.secret_key)), SystemClock()
        )
        client.enroll(Email.parse("new@example.com"))
        client.transact(jane, 3, "till-1/1")
        client.transact(jane, -1, "till-1/2")
        client.transact(jane, 1, "till-1/3")
        client.redeem(jane, 8)
        client.close()
        assert DemoShop(shop).changes() == ["enroll", "+3", "-1", "+1", "redeem 8"]
