import base64
import json
import sys
import threading
import uuid
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kreward_pos.cards import CardId, CardReference, Email, OpaqueCode
from kreward_pos.errors import CardRefused
from kreward_pos.scan.errors import CardOfTwo, CardTooLong, CardUnreadable, CodeKind, NotACard
from kreward_pos.scan.payload.reference import PAYLOAD_LIMIT_BYTES, preload, reference_in

CARD = "6f1c2b7e-58d3-4a6b-9c0e-3d2f1a4b5c6d"
OTHER = "0b9d4e21-7a35-4c8f-8e16-52c7d9f0a3b4"
JANE = Email.parse("jane@example.com")
CARD_ID = CardId(uuid.UUID(CARD))


@pytest.mark.parametrize(
    "text",
    [
        "jane@example.com",
        "  Jane@Example.com\r\n",
        "\ufeffjane@example.com",
        "mailto:jane@example.com",
        "MAILTO:jane%40example.com?subject=Hello",
        "https://wallet.example.com/c/jane@example.com",
        "https://wallet.example.com/c/jane%40example.com/",
        "https://wallet.example.com/card?email=jane%40example.com&v=2",
        "https://wallet.example.com/card#email=jane@example.com",
        "https://wallet.example.com/#/card/jane@example.com",
        "kreward://card?jane@example.com",
        '{"email": "jane@example.com", "v": 1}',
        '{\n  "customer": {"name": "Jane", "mail": "jane@example.com"}\n}',
        '["jane@example.com"]',
        '{"url": "https://wallet.example.com/c/jane@example.com"}',
        "mailto:jane@example.com?subject=My%20card&body=suki@example.com",
        "Jane Chan <jane@example.com>",
        "jane@example.com, Jane@example.com",
        "jane%40example.com",
        "https%3A%2F%2Fwallet.example.com%2Fc%2Fjane%2540example.com",
        "MECARD:N:Chan,Jane;TEL:+85221234567;EMAIL:jane@example.com;;",
        "BIZCARD:N:Jane;X:Chan;E:jane@example.com;;",
        "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Chan;Jane\r\nEMAIL;TYPE=INTERNET:jane@example.com\r\nEND:VCARD",
        "BEGIN:VCARD\nVERSION:4.0\nitem1.EMAIL:jane@exam\n ple.com\nEND:VCARD",
        "BEGIN:VCARD\nEMAIL:jane@example.com\nEMAIL;TYPE=work:JANE@example.com\nEND:VCARD",
    ],
)
def test_email_is_found_anywhere_in_a_code(text: str) -> None:
    assert reference_in(text) == JANE


def test_plus_in_an_address_stays_a_plus() -> None:
    assert reference_in("https://example.com/c?e=jane+cafe@example.com") == Email.parse("jane+cafe@example.com")


@pytest.mark.parametrize(
    "text",
    [
        CARD,
        CARD.upper(),
        CARD.replace("-", ""),
        f"urn:uuid:{CARD}",
        f"URN:UUID:{CARD.upper()}",
        f"https://wallet.example.com/pass/{CARD}",
        f"https://wallet.example.com/pass/{CARD}.pkpass?lang=zh-HK",
        f"https://wallet.example.com/p?id={CARD}",
        f"https://wallet.example.com/#{CARD}",
        f'{{"card_id": "{CARD}"}}',
        f'{{"card": {{"id": "{CARD}", "balance": 3}}}}',
    ],
)
def test_card_id_is_found_anywhere_in_a_code(text: str) -> None:
    assert reference_in(text) == CARD_ID


@pytest.mark.parametrize(
    "text",
    [
        f"https://wallet.example.com/card/{CARD}?email=jane@example.com",
        f'{{"card_id": "{CARD}", "email": "jane@example.com"}}',
    ],
)
def test_email_wins_over_a_card_id(text: str) -> None:
    assert reference_in(text) == JANE


@pytest.mark.parametrize(
    "text",
    [
        f"https://wallet.example.com/shop/{OTHER}/card/{CARD}",
        f"https://wallet.example.com/{OTHER}?card={CARD}",
        f"https://wallet.example.com/card/{CARD}?merchantId={OTHER}&support=help@example.com",
        f"https://wallet.example.com/card/{CARD}?merchant=https%3A%2F%2Fexample.com%2Fx%2Fhelp@example.com",
        f'{{"merchant": {{"id": "{OTHER}"}}, "card": {{"id": "{CARD}"}}}}',
    ],
)
def test_shops_id_and_address_are_ignored(text: str) -> None:
    assert reference_in(text) == CARD_ID


def in_base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def in_url_safe_base64(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize("disguised", [in_base64, in_url_safe_base64, lambda text: quote(text, safe="")])
@pytest.mark.parametrize("place", ["{}", "https://wallet.example.com/card/{}", '{{"card": "{}"}}'])
@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("jane+café@example.com", Email.parse("jane+café@example.com")),
        (CARD, CARD_ID),
        (f"https://wallet.example.com/c/{CARD}", CARD_ID),
        ('{"email":"jane@example.com"}', JANE),
    ],
)
def test_encoded_identifier_is_found(
    disguised: Callable[[str], str], place: str, text: str, reference: CardReference
) -> None:
    code = disguised(text)
    if "/" in code and place.startswith("https"):
        code = quote(code, safe="")
    assert reference_in(place.format(code)) == reference


def test_text_encoded_three_times_is_an_opaque_code() -> None:
    thrice = in_base64(in_base64(in_base64("jane@example.com")))
    assert reference_in(thrice) == OpaqueCode(thrice)


@pytest.mark.parametrize(
    "text",
    [
        "https://wallet.example.com/c?e=jane@example.com&f=suki@example.com",
        "https://wallet.example.com/c?user=jane@example.com&member=suki@example.com",
        "jane@example.com suki@example.com",
        "mailto:jane@example.com,suki@example.com",
        "mailto:jane@example.com%2Csuki@example.com?subject=x",
        '{"a": "jane@example.com", "b": "suki@example.com", "card_id": "' + CARD + '"}',
        "MECARD:EMAIL:jane@example.com;EMAIL:suki@example.com;;",
        "BEGIN:VCARD\nEMAIL:jane@example.com\nEMAIL:suki@example.com\nEND:VCARD",
        in_base64("jane@example.com,suki@example.com"),
    ],
)
def test_code_of_two_customers_is_refused(text: str) -> None:
    with pytest.raises(CardOfTwo):
        reference_in(text)


def test_customers_label_decides_between_two_emails() -> None:
    assert reference_in("https://wallet.example.com/c?customer=jane@example.com&by=suki@example.com") == JANE


@pytest.mark.parametrize(
    "text",
    [
        f"https://wallet.example.com/merchants/{OTHER}?c=A1B2",
        f"https://wallet.example.com/{OTHER}/{CARD}",
        "https://jane@example.com/",
        "https://wallet.example.com/c/A1B2C3",
        "http://[broken",
        "KW-0042-7781",
        "4012888812345678",
        "Write to help@example.com",
        "c29tZXRoaW5nIG9wYXF1ZQ==",
        "100%",
        "\u5c0f\u660e\u7684\u5361",
        '{"code": 7}',
        "{not json}",
        "[" * 300,
        '{"a":' * 80 + "1" + "}" * 80,
    ],
)
def test_code_without_a_certain_reference_is_an_opaque_code(text: str) -> None:
    assert reference_in(text) == OpaqueCode(text)


@pytest.mark.parametrize(
    "text",
    [
        "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Chan;Jane\r\nTEL:+85221234567\r\nEND:VCARD",
        "MECARD:N:Chan,Jane;TEL:+85221234567;;",
        f"BEGIN:VCARD\nUID:urn:uuid:{CARD}\nEND:VCARD",
        "BEGIN:VCARD\nEMAIL:jane@example.com\nNOTE:" + "x" * PAYLOAD_LIMIT_BYTES,
    ],
)
def test_contact_without_an_email_is_refused_as_a_contact(text: str) -> None:
    with pytest.raises(NotACard) as refused:
        reference_in(text)
    assert refused.value.kind is CodeKind.CONTACT
    assert refused.value.sentence.startswith("This is a contact.")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  \n",
        "\ufeff",
        "a\nb",
        "a\tb",
        "a\x00b",
        "pay\u202egpj",
        "a\u200bb",
        "a\u2066b",
        "a\u2028b",
        "\ud800",
        "A\ufffdB",
    ],
)
def test_hidden_or_damaged_text_is_refused(text: str) -> None:
    with pytest.raises(CardUnreadable):
        reference_in(text)


def test_code_longer_than_any_card_is_refused() -> None:
    assert reference_in("x" * PAYLOAD_LIMIT_BYTES) == OpaqueCode("x" * PAYLOAD_LIMIT_BYTES)
    with pytest.raises(CardTooLong):
        reference_in("x" * (PAYLOAD_LIMIT_BYTES + 1))
    with pytest.raises(CardTooLong):
        reference_in("\u5361" * (PAYLOAD_LIMIT_BYTES // 3 + 1))


def test_refusal_does_not_quote_the_code() -> None:
    for text in ("WIFI:T:WPA;S:Cafe;P:hunter2hunter2;;", "hunter2hunter2\x00", "hunter2hunter2" * 50):
        with pytest.raises(CardRefused) as refused:
            reference_in(text)
        assert "hunter2" not in f"{refused.value!r} {refused.value} {refused.value.details}"


FOUND = sorted((Path(__file__).parents[2] / "fuzz" / "found").iterdir())


@pytest.mark.parametrize("file", FOUND, ids=lambda file: file.name)
def test_fuzzer_finding_is_read_or_refused(file: Path) -> None:
    data = file.read_bytes()
    for encoding in ("utf-8", "latin-1"):
        reference_or_refusal(data.decode(encoding, "surrogateescape"))


PIECES = st.sampled_from(
    [
        *("BEGIN:VCARD\n", "EMAIL:", "MECARD:", ";", "\\", "<", ">", "%25", "amFuZUBleGFtcGxlLmNvbQ==", "\n "),
        *("https://", "://", "/", "?", "&", "=", "#", "%40", "%", "@", "[", "]", "{", "}", '"', ":", ",", "mailto:"),
        *("example.com", "jane@example.com", CARD, "merchant", "card", "000201", "6304", "xn--", "\u202e", " "),
    ]
)


def reference_or_refusal(text: str) -> CardReference | CardRefused:
    try:
        return reference_in(text)
    except CardRefused as refusal:
        return refusal


@given(st.binary(max_size=700))
def test_bytes_are_read_or_refused(data: bytes) -> None:
    for encoding in ("utf-8", "latin-1"):
        reference_or_refusal(data.decode(encoding, "replace"))


@given(st.text(st.characters(), max_size=600))
@example("a@" + "b" * 300)
@example("@" * 500)
@example("1" * 512)
@example("x@xn--" + "a" * 60 + ".com")
@example("https://" + "\u2100" * 40)
def test_text_is_read_or_refused(text: str) -> None:
    reference = reference_or_refusal(text)
    if isinstance(reference, OpaqueCode):
        assert reference.text.isprintable() or not any(c in reference.text for c in "\n\r\t\0")


@given(st.lists(PIECES | st.text(max_size=4), max_size=40).map("".join))
def test_mixture_of_formats_is_read_or_refused(text: str) -> None:
    reference_or_refusal(text)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
)


@given(JSON)
def test_json_is_read_or_refused(value: object) -> None:
    reference_or_refusal(json.dumps(value, ensure_ascii=False))


def test_preload_imports_modules_on_a_thread() -> None:
    preload()
    for thread in threading.enumerate():
        if thread.name == "preparing":
            thread.join()
    assert "idna.uts46data" in sys.modules
