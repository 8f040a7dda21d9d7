import pickle

import pytest

from kreward_pos.api.keys import ApiKey, ApiKeyKind, ApiKeys, PublicKeyInSecretPlace, SecretKeyInPublicPlace
from kreward_pos.errors import KeyUnusable

from .builders import KEYS, PUBLIC, SECRET, everything_in, private_in

MALFORMED = [
    "",
    " ",
    "kw_sk_",
    "kw_pub_",
    "kw_xx_abc",
    "sk_abc",
    "KW_SK_abc",
    "kw_sk_a b",
    "kw_sk_ä",
    "kw_sk_a\nkw_sk_b",
    "kw_sk_a\r\nX-Header: 1",
    "kw_sk_" + "a" * 201,
    "Bearer kw_sk_abc",
]


@pytest.mark.parametrize(("text", "kind"), [("kw_sk_9xB", ApiKeyKind.SECRET), ("kw_pub_a3f", ApiKeyKind.PUBLIC)])
def test_kind_of_a_key_is_read_from_its_prefix(text: str, kind: ApiKeyKind) -> None:
    assert ApiKey.parse(f" {text}\n") == ApiKey(kind, text)


@pytest.mark.parametrize("text", MALFORMED)
def test_invalid_key_is_refused_without_being_repeated(text: str) -> None:
    for parse in (ApiKey.parse, ApiKey.parse_secret, ApiKey.parse_public):
        with pytest.raises(KeyUnusable) as refused:
            parse(text)
        assert len(text) <= len("kw_pub_") or text not in str(refused.value)


def test_error_about_a_misplaced_key_names_its_kind() -> None:
    with pytest.raises(PublicKeyInSecretPlace) as public:
        ApiKey.parse_secret(PUBLIC.text)
    with pytest.raises(SecretKeyInPublicPlace) as secret:
        ApiKey.parse_public(SECRET.text)
    assert not private_in(everything_in(public.value) + everything_in(secret.value))


def test_pair_of_keys_cannot_be_created_the_wrong_way_round() -> None:
    with pytest.raises(PublicKeyInSecretPlace):
        ApiKeys(secret=PUBLIC)
    with pytest.raises(SecretKeyInPublicPlace):
        ApiKeys(public=SECRET)


def test_no_repr_and_no_text_shows_a_key() -> None:
    for value in (SECRET, PUBLIC, KEYS):
        assert not private_in(f"{value} {value!r} {value:}")


def test_enrolling_uses_the_public_key_first() -> None:
    assert ApiKeys(SECRET, PUBLIC).for_enrolling() is PUBLIC
    assert ApiKeys(SECRET).for_enrolling() is SECRET
    assert ApiKeys().for_enrolling() is None


def test_keys_compare_by_value() -> None:
    assert pickle.loads(pickle.dumps(SECRET)) == SECRET
    assert len({SECRET, ApiKey.parse(SECRET.text)}) == 1
