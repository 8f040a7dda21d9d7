import pickle

import pytest

from kreward_pos.api.keys import ApiKey, ApiKeyKind, ApiKeys, PublicKeyInSecretPlace, SecretKeyInPublicPlace
from kreward_pos.errors import KeyUnusable

from .builders import KEYS, PUBLIC, SECRET, private_in, told_by

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
def test_keys_are_told_apart_by_their_prefix(text: str, kind: ApiKeyKind) -> None:
    assert ApiKey.parse(f" {text}\n") == ApiKey(kind, text)


@pytest.mark.parametrize("text", MALFORMED)
def test_what_is_no_key_is_refused_and_not_repeated(text: str) -> None:
    for parse in (ApiKey.parse, ApiKey.parse_secret, ApiKey.parse_public):
        with pytest.raises(KeyUnusable) as refused:
            parse(text)
        assert len(text) <= len("kw_pub_") or text not in str(refused.value)


def test_a_key_in_the_wrong_place_is_told_what_it_is() -> None:
    with pytest.raises(PublicKeyInSecretPlace) as public:
        ApiKey.parse_secret(PUBLIC.text)
    with pytest.raises(SecretKeyInPublicPlace) as secret:
        ApiKey.parse_public(SECRET.text)
    assert not private_in(told_by(public.value) + told_by(secret.value))


def test_a_pair_of_keys_cannot_be_put_together_the_wrong_way_round() -> None:
    with pytest.raises(PublicKeyInSecretPlace):
        ApiKeys(secret=PUBLIC)
    with pytest.raises(SecretKeyInPublicPlace):
        ApiKeys(public=SECRET)


def test_no_repr_and_no_text_shows_a_key() -> None:
    for value in (SECRET, PUBLIC, KEYS):
        assert not private_in(f"{value} {value!r} {value:}")


def test_enrolling_takes_the_key_that_can_do_less_harm() -> None:
    assert ApiKeys(SECRET, PUBLIC).for_enrolling() is PUBLIC
    assert ApiKeys(SECRET).for_enrolling() is SECRET
    assert ApiKeys().for_enrolling() is None


def test_a_key_is_a_value() -> None:
    assert pickle.loads(pickle.dumps(SECRET)) == SECRET
    assert len({SECRET, ApiKey.parse(SECRET.text)}) == 1
