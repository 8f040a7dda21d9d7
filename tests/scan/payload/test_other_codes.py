import pytest
from hypothesis import given
from hypothesis import strategies as st

from kreward_pos.scan.errors import CodeKind
from kreward_pos.scan.payload.other_codes import kind_of_other_code


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("WIFI:T:WPA;S:Cafe;P:secret;;", CodeKind.WIFI),
        ("WIFI:" + "x" * 5000, CodeKind.WIFI),
        ("https://u.wechat.com/abc", CodeKind.CONTACT),
        ("tel:+85221234567", CodeKind.PHONE),
        ("+852 2123 4567", CodeKind.PHONE),
        ("SMSTO:+85221234567:hi", CodeKind.MESSAGE),
        ("https://wa.me/85221234567", CodeKind.MESSAGE),
        ("geo:22.28,114.16", CodeKind.PLACE),
        ("https://www.google.com/maps/place/Central", CodeKind.PLACE),
        ("BEGIN:VCALENDAR\nEND:VCALENDAR", CodeKind.CALENDAR),
        ("MATMSG:TO:jane@example.com;SUB:x;;", CodeKind.DRAFT),
        ("otpauth://totp/x?secret=ABC", CodeKind.SECRET),
        ("kw_sk_lQBQBIOr4o9fgVWADEwGL2", CodeKind.SECRET),
        ("KW_PUB_FkFJdJongw", CodeKind.SECRET),
        ("bitcoin:1BoatSLRHtKNngkdXEeobR76b53LETtpyT", CodeKind.PAYMENT),
        ("00020101021226330012hk.com.hkicl0103123520400005303344", CodeKind.PAYMENT),
        ("000201520400005303344540510.005802HK6304ABCD", CodeKind.PAYMENT),
        ("hQVDUFYwMWETTwegAAAABhAQUAhWSVNBIFBBWQ==", CodeKind.PAYMENT),
        ("wxp://f2f0abc", CodeKind.PAYMENT),
        ("HTTPS://QR.ALIPAY.COM/fkx00000", CodeKind.PAYMENT),
        ("https://qr.payme.hsbc.com.hk/2/abc", CodeKind.PAYMENT),
        ("134567890123456789", CodeKind.PAYMENT),
        ("281234567890123456", CodeKind.PAYMENT),
        ("BCD\n002\n1\nSCT", CodeKind.PAYMENT),
        ("https://apps.apple.com/hk/app/x/id1", CodeKind.APP),
        ("https://play.google.com/store/apps/details?id=x", CodeKind.APP),
        ("4006381333931", CodeKind.PRODUCT),
        ("036000291452", CodeKind.PRODUCT),
        ("96385074", CodeKind.PRODUCT),
        ("9780306406157", CodeKind.PRODUCT),
        ("ISBN 978-0-306-40615-7", CodeKind.PRODUCT),
        ("KREWARD-LAYOUT:abc", CodeKind.LAYOUT),
    ],
)
def test_other_code_is_recognised(text: str, kind: CodeKind) -> None:
    assert kind_of_other_code(text) is kind


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
def test_possible_card_is_accepted(text: str) -> None:
    assert kind_of_other_code(text) is None


@given(st.text("0123456789", min_size=8, max_size=13))
def test_number_with_a_wrong_check_digit_is_not_a_product(digits: str) -> None:
    others = [kind_of_other_code(digits[:-1] + last) for last in "0123456789"]
    assert others.count(CodeKind.PRODUCT) <= 1
