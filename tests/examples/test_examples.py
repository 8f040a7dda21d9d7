"""The documentation's own cURL, Node and PHP examples, run against the sandbox in both dialects.

Only the address, the keys and the addresses that an obfuscator took out are put in; see `snippets/README.md`. What the
page's own answers look like is told there, too; what the reference's do, in `reference_answers.json`.
"""

import json
import os
import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kreward_pos.sandbox.bodies import DialectName
from kreward_pos.sandbox.server import Sandbox, SeedName

from .clients import HERE, JANE, SNIPPETS, filled_in, node, php, shell, stub

SHOWN: dict[str, dict[str, Any]] = {
    "page": json.loads((SNIPPETS / "answers.json").read_text(encoding="utf-8")),
    "reference": json.loads((HERE / "reference_answers.json").read_text(encoding="utf-8")),
}
SHOWN["page"]["ping"]["merchant"] = SHOWN["page"]["me"]["merchant"] = "My Café"
"""The demo shop's name, where the page has two of its own."""

DIALECTS = pytest.mark.parametrize("dialect", ["page", "reference"])


@pytest.fixture
def sandbox(dialect: DialectName, seed: SeedName) -> Iterator[Sandbox]:
    """As the texts show it: without tiers."""
    with Sandbox(dialect=dialect, seed=seed, tiers_in_body=False) as sandbox:
        yield sandbox


@pytest.fixture
def seed() -> SeedName:
    return "demo"


def assert_alike(answer: Any, shown: Any) -> None:
    """Fail unless an answer is the one shown, where `...` ends a text, or stands for a value, that is not told."""
    if isinstance(shown, dict):
        assert list(answer) == list(shown)
        for name, value in shown.items():
            assert_alike(answer[name], value)
    elif isinstance(shown, list) and shown:
        assert_alike(answer[0], shown[0])
    elif shown == "...":
        pass
    elif shown == "uuid...":
        assert str(uuid.UUID(answer)) == answer
    elif isinstance(shown, str) and shown.endswith("..."):
        assert answer.startswith(shown.removesuffix("..."))
    else:
        assert answer == shown


@DIALECTS
class TestCurl:
    @pytest.mark.parametrize("call", ["ping", "me", "customer", "transaction"])
    def test_response_matches_the_documented_one(self, sandbox: Sandbox, dialect: DialectName, call: str) -> None:
        assert_alike(shell(f"{call}.sh", sandbox), SHOWN[dialect][call])
        assert [entry["note"] for entry in sandbox.ledger()] == ["Order #1234"] * (call == "transaction")

    def test_a_full_card_is_redeemed(self, sandbox: Sandbox, dialect: DialectName) -> None:
        sandbox.apply_elsewhere(JANE, 3)
        assert_alike(shell("redeem.sh", sandbox), SHOWN[dialect]["redeem"])

    @pytest.mark.parametrize("seed", ["empty"])
    def test_a_new_customer_is_enrolled(self, sandbox: Sandbox, dialect: DialectName) -> None:
        assert_alike(shell("enroll.sh", sandbox), SHOWN[dialect]["enroll"])
        assert sandbox.standing(JANE).name == "Jane"

    @pytest.mark.parametrize("seed", ["empty"])
    def test_an_unknown_customer_is_refused(self, sandbox: Sandbox, dialect: DialectName) -> None:
        assert_alike(shell("customer.sh", sandbox), SHOWN[dialect]["error"])


@DIALECTS
class TestNode:
    @pytest.mark.parametrize("seed", ["empty"])
    def test_a_new_customer_is_enrolled(self, sandbox: Sandbox, dialect: DialectName) -> None:
        printed = node(sandbox, filled_in("enroll.mjs", sandbox), "console.log(JSON.stringify(data));")
        assert_alike(json.loads(printed), SHOWN[dialect]["enroll"])

    @pytest.mark.parametrize("order_id", ["1234", '"1234"', "5678901234567"])
    def test_order_with_a_numeric_or_text_id_is_stamped(self, sandbox: Sandbox, order_id: str) -> None:
        order = f"const order = {{ email: '{JANE}', id: {order_id} }};"
        node(sandbox, order, filled_in("transaction.mjs", sandbox))
        assert [(entry["delta"], entry["note"]) for entry in sandbox.ledger()] == [(1, order_id.strip('"'))]

    def shopify(self, sandbox: Sandbox, **environment: str) -> None:
        printed = node(
            sandbox, stub("express.mjs"), filled_in("shopify.mjs", sandbox), stub("order.mjs"), **environment
        )
        assert json.loads(printed) == [200, 200]
        assert [(entry["email"], entry["note"]) for entry in sandbox.ledger()] == [(JANE, "Shopify #1001")]

    def test_shopifys_webhook_stamps_a_paid_order(self, sandbox: Sandbox) -> None:
        self.shopify(sandbox, NODE_PATH="")

    def test_shopifys_webhook_runs_in_express(self, sandbox: Sandbox) -> None:
        if not node(sandbox, stub("express.mjs"), "console.log('handle' in app ? 'express' : '');").strip():
            pytest.skip("Node finds no Express (npm install express, and NODE_PATH); a small server stands in for it")
        self.shopify(sandbox)


@DIALECTS
class TestPhp:
    @pytest.mark.parametrize("seed", ["empty"])
    def test_a_new_customer_is_enrolled(self, sandbox: Sandbox, dialect: DialectName) -> None:
        printed = php(sandbox, ("http.php", "curl.php"), filled_in("enroll.php", sandbox), "echo json_encode($data);")
        assert_alike(json.loads(printed), SHOWN[dialect]["enroll"])

    def test_an_order_is_stamped(self, sandbox: Sandbox) -> None:
        order = f"$email = '{JANE}'; $order_id = 1234;"
        php(sandbox, ("http.php", "wordpress.php"), order, filled_in("transaction.php", sandbox))
        assert [(entry["delta"], entry["note"]) for entry in sandbox.ledger()] == [(1, "Order #1234")]

    def woocommerce(self, sandbox: Sandbox, stubs: tuple[str, ...], **environment: str) -> None:
        happen = "do_action('woocommerce_order_status_completed', 77);\ndo_action('woocommerce_created_customer', 5);"
        php(sandbox, (*stubs, "shop.php"), filled_in("wordpress.php", sandbox), happen, **environment)
        kinds = [(entry["kind"], entry["note"]) for entry in sandbox.ledger()]
        assert kinds == [("transaction", "Order #77"), ("enroll", None)]
        assert sandbox.standing("new@example.com").name == "New"

    def test_the_woocommerce_hooks_stamp_and_enrol(self, sandbox: Sandbox) -> None:
        self.woocommerce(sandbox, ("http.php", "wordpress.php"))

    def test_the_woocommerce_hooks_run_in_wordpress(self, sandbox: Sandbox) -> None:
        folder = Path(os.environ.get("WORDPRESS", "/usr/share/wordpress"))
        if not (folder / "wp-includes").is_dir():
            pytest.skip("there is no WordPress (WORDPRESS names its folder); small functions stand in for it")
        self.woocommerce(sandbox, ("wordpress_core.php",), WORDPRESS=str(folder))


def test_every_example_of_the_page_is_run() -> None:
    """Each snippet is run by a test of this folder."""
    tests = "".join(path.read_text(encoding="utf-8") for path in HERE.glob("test_*.py"))
    named = set(re.findall(r"\"([\w]+\.(?:mjs|php|html|sh))\"", tests))
    named |= {f"{call}.sh" for call in ("ping", "me", "customer", "transaction")}
    assert {path.name for path in SNIPPETS.iterdir() if path.suffix not in (".md", ".json")} <= named
