import pytest
from hypothesis import given
from hypothesis import strategies as st

from kreward_pos.scan.errors import Kind
from kreward_pos.scan.payload.other_codes import kind_of


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("WIFI:T:WPA;S:Cafe;P:secret;;", Kind.WIFI),
        ("WIFI:" + "x" * 5000, Kind.WIFI),
        ("https://u.wechat.com/abc", Kind.CONTACT),
        ("tel:+85221234567", Kind.PHONE),
        ("+852 2123 4567", Kind.PHONE),
        ("SMSTO:+85221234567:hi", Kind.MESSAGE),
        ("https://wa.me/85221234567", Kind.MESSAGE),
        ("geo:22.28,114.16", Kind.PLACE),
        ("https://www.google.com/maps/place/Central", Kind.PLACE),
        ("BEGIN:VCALENDAR\nEND:VCALENDAR", Kind.CALENDAR),
        ("MATMSG:TO:jane@example.com;SUB:x;;", Kind.DRAFT),
        ("otpauth://totp/x?secret=ABC", Kind.SECRET),
        ("kw_sk_lQBQBIOr4o9fgVWADEwGL2", Kind.SECRET),
        ("KW_PUB_FkFJdJongw", Kind.SECRET),
        ("bitcoin:1BoatSLRHtKNngkdXEeobR76b53LETtpyT", Kind.PAYMENT),
        ("00020101021226330012hk.com.hkicl0103123520400005303344", Kind.PAYMENT),
        ("000201520400005303344540510.005802HK6304ABCD", Kind.PAYMENT),
        ("hQVDUFYwMWETTwegAAAABhAQUAhWSVNBIFBBWQ==", Kind.PAYMENT),
        ("wxp://f2f0abc", Kind.PAYMENT),
        ("HTTPS://QR.ALIPAY.COM/fkx00000", Kind.PAYMENT),
        ("https://qr.payme.hsbc.com.hk/2/abc", Kind.PAYMENT),
        ("134567890123456789", Kind.PAYMENT),
        ("281234567890123456", Kind.PAYMENT),
        ("BCD\n002\n1\nSCT", Kind.PAYMENT),
        ("https://apps.apple.com/hk/app/x/id1", Kind.APP),
        ("https://play.google.com/store/apps/details?id=x", Kind.APP),
        ("4006381333931", Kind.PRODUCT),
        ("036000291452", Kind.PRODUCT),
        ("96385074", Kind.PRODUCT),
        ("9780306406157", Kind.PRODUCT),
        ("ISBN 978-0-306-40615-7", Kind.PRODUCT),
        ("KREWARD-LAYOUT:abc", Kind.LAYOUT),
    ],
)
def test_a_code_is_known_for_what_it_is(text: str, kind: Kind) -> None:
    assert kind_of(text) is kind


@pytest.mark.parametrize(
    "text",
    [
        "jane@example.com",
        "https://wallet.example.com/c/A1",
        "https://play.google.com/other",
        "https://pay.google.com/gp/v/save/abc",
        "4006381333932",  # the check digit is wrong
        "2000000000008",  # for the shop's own use
        "20000004",
        "1234",
        "4012888812345678",
        "\u0664\u0660\u0660\u0666\u0663\u0668\u0661\u0663\u0663\u0663\u0669\u0663\u0661",
        "+1",
        "",
    ],
)
def test_what_may_be_a_card_is_let_through(text: str) -> None:
    assert kind_of(text) is None


@given(st.text("0123456789", min_size=8, max_size=13))
def test_a_number_with_another_check_digit_is_no_product(digits: str) -> None:
    others = [kind_of(digits[:-1] + last) for last in "0123456789"]
    assert others.count(Kind.PRODUCT) <= 1
