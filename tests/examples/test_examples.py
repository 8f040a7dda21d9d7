"""The documentation's own examples, run against the sandbox in the dialect of that page.

Only the address, the keys and the addresses that an obfuscator took out are put in; see `snippets/README.md`.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kreward_pos.sandbox.server import Sandbox

HERE = Path(__file__).parent
SNIPPETS = HERE / "snippets"
STUBS = HERE / "stubs"
PAGE_ORIGIN = "https://cafe.example"
JANE = "jane@example.com"
TAKEN_OUT = "[email\u00a0protected]"
SHOWN: dict[str, Any] = json.loads((SNIPPETS / "answers.json").read_text(encoding="utf-8"))


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """As the page shows it: without tiers, and with the public key bound to the shop's website."""
    with Sandbox(tiers_in_body=False, allowed_origins=[PAGE_ORIGIN]) as sandbox:
        yield sandbox


def filled_in(name: str, sandbox: Sandbox) -> str:
    """A snippet with this sandbox's address and keys."""
    text = (SNIPPETS / name).read_text(encoding="utf-8")
    for placeholder, value in {
        f"https://api.kreward.net/v1/{TAKEN_OUT}": f"{sandbox.base_url}/customer?email={JANE}",
        "https://api.kreward.net/v1": sandbox.base_url,
        TAKEN_OUT: JANE,
        "kw_pub_YOUR_KEY": sandbox.public_key,
        "kw_sk_YOUR_SECRET": sandbox.secret_key,
        "kw_sk_SECRET": sandbox.secret_key,
    }.items():
        text = text.replace(placeholder, value)
    return text


def tool(name: str, why: str) -> str:
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not installed; {why}")
    return path


def output(sandbox: Sandbox, *command: str) -> str:
    """Run a program with the secret key in its environment; what it prints. It must not complain."""
    keys = {"KREWARD_SECRET_KEY": sandbox.secret_key, "KREWARD_SECRET": sandbox.secret_key}
    surroundings = os.environ | keys | {"PAGE_ORIGIN": PAGE_ORIGIN, "NO_PROXY": "*", "no_proxy": "*"}
    done = subprocess.run(command, env=surroundings, capture_output=True, check=True, timeout=60, encoding="utf-8")
    assert done.stderr == ""
    return done.stdout


def shell(name: str, sandbox: Sandbox) -> Any:
    tool("curl", "the cURL examples need it")
    program = filled_in(name, sandbox).replace("curl ", "curl --silent --show-error ", 1)
    return json.loads(output(sandbox, tool("sh", "the cURL examples are written for a POSIX shell"), "-c", program))


def node(sandbox: Sandbox, *parts: str) -> str:
    return output(
        sandbox, tool("node", "the JavaScript examples need it"), "--input-type=module", "-e", "\n".join(parts)
    )


def php(sandbox: Sandbox, *parts: str) -> str:
    stubs = "".join(f"require {json.dumps(str(STUBS / name))};\n" for name in ("http.php", "curl.php", "wordpress.php"))
    program = stubs + "\n".join(parts)
    # Without `E` in variables_order PHP leaves $_ENV empty.
    return output(sandbox, tool("php", "the PHP examples need it"), "-d", "variables_order=EGPCS", "-r", program)


def stub(name: str) -> str:
    return (STUBS / name).read_text(encoding="utf-8")


class TestCurl:
    def test_ping(self, sandbox: Sandbox) -> None:
        assert shell("ping.sh", sandbox) == SHOWN["ping"] | {"merchant": "My Café"}

    def test_me(self, sandbox: Sandbox) -> None:
        answer = shell("me.sh", sandbox)
        first = answer["templates"][0]
        assert first == SHOWN["me"]["templates"][0] | {"id": first["id"]}
        assert {**answer, "templates": []} == SHOWN["me"] | {"merchant": "My Café", "templates": []}

    def test_enroll(self, sandbox: Sandbox) -> None:
        answer = shell("enroll.sh", sandbox)
        assert list(answer) == list(SHOWN["enroll"])
        assert answer["qr_ios"].startswith("data:image/png;base64,")
        assert answer["wallet_url_android"].startswith("https://")

    def test_customer(self, sandbox: Sandbox) -> None:
        assert shell("customer.sh", sandbox) == SHOWN["customer"]

    def test_transaction(self, sandbox: Sandbox) -> None:
        assert shell("transaction.sh", sandbox) == SHOWN["transaction"]
        assert sandbox.ledger()[0]["note"] == "Order #1234"

    def test_redeem(self, sandbox: Sandbox) -> None:
        sandbox.apply_elsewhere(JANE, 3)
        assert shell("redeem.sh", sandbox) == SHOWN["redeem"]

    def test_an_error(self) -> None:
        with Sandbox(seed="empty") as empty:
            assert shell("customer.sh", empty) == SHOWN["error"]


class TestNode:
    def test_enroll(self, sandbox: Sandbox) -> None:
        printed = node(sandbox, filled_in("enroll.mjs", sandbox), "console.log(JSON.stringify(data));")
        assert list(json.loads(printed)) == list(SHOWN["enroll"])

    def test_transaction(self, sandbox: Sandbox) -> None:
        node(sandbox, f"const order = {{ email: '{JANE}', id: '1234' }};", filled_in("transaction.mjs", sandbox))
        assert [(entry["delta"], entry["note"]) for entry in sandbox.ledger()] == [(1, "1234")]

    def test_the_shopify_webhook(self, sandbox: Sandbox) -> None:
        printed = node(sandbox, stub("express.mjs"), filled_in("shopify.mjs", sandbox), stub("order.mjs"))
        assert json.loads(printed) == [200]
        assert [entry["note"] for entry in sandbox.ledger()] == ["Shopify #1001"]


class TestBrowser:
    def form(self, sandbox: Sandbox) -> str:
        _, _, script = filled_in("form.html", sandbox).partition("<script>")
        return node(sandbox, stub("browser.mjs"), script.partition("</script>")[0], stub("submit.mjs"))

    def test_the_form_shows_both_wallets(self, sandbox: Sandbox) -> None:
        shown = json.loads(self.form(sandbox))
        assert shown["display"] == "block"
        assert shown["html"].count('<img src="data:image/png;base64,') == 2
        assert shown["html"].count('<a href="https://wallet.example/') == 2
        assert [entry["kind"] for entry in sandbox.ledger()] == ["enroll"]

    def test_a_page_of_another_origin_is_kept_out(self) -> None:
        with Sandbox(allowed_origins=["https://other.example"]) as other:
            with pytest.raises(subprocess.CalledProcessError) as caught:
                self.form(other)
            assert "Failed to fetch" in caught.value.stderr
            assert other.ledger() == []


class TestPhp:
    def test_enroll(self, sandbox: Sandbox) -> None:
        printed = php(sandbox, filled_in("enroll.php", sandbox), "echo json_encode($data);")
        assert list(json.loads(printed)) == list(SHOWN["enroll"])

    def test_transaction(self, sandbox: Sandbox) -> None:
        php(sandbox, f"$email = '{JANE}'; $order_id = 1234;", filled_in("transaction.php", sandbox))
        assert [(entry["delta"], entry["note"]) for entry in sandbox.ledger()] == [(1, "Order #1234")]

    def test_the_woocommerce_actions(self, sandbox: Sandbox) -> None:
        happen = "$actions['woocommerce_order_status_completed'](77);\n$actions['woocommerce_created_customer'](5);"
        php(sandbox, filled_in("wordpress.php", sandbox), happen)
        kinds = [(entry["kind"], entry["note"]) for entry in sandbox.ledger()]
        assert kinds == [("transaction", "Order #77"), ("enroll", None)]
        assert sandbox.standing("new@example.com").name == "New"
