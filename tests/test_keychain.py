"""Keys in the keyring: kept per folder, refused where it would not keep them, overridden by the environment."""

from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.backends.fail
import keyring.backends.null
import pytest
from keyring.backend import KeyringBackend

from kreward_pos.errors import KeyUnusable
from kreward_pos.keychain import PUBLIC_VARIABLE, SECRET_VARIABLE, Keychain, NoKeyring
from kreward_pos.kreward.keys import ApiKey, ApiKeys, PublicKeyInSecretPlace

KEYS = ApiKeys(ApiKey.parse("kw_sk_kept"), ApiKey.parse("kw_pub_kept"))


class MemoryKeyring(KeyringBackend):
    """Keeps passwords for the length of a test."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.passwords: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.passwords.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.passwords[service, username] = password


class PlaintextKeyring(MemoryKeyring):
    """Stands for the back ends that write a file anybody can read."""


@pytest.fixture(autouse=True)
def _own_keyring_back() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


def test_keys_are_kept_for_their_own_folder(tmp_path: Path) -> None:
    keyring.set_keyring(MemoryKeyring())
    Keychain(tmp_path / "a").save(KEYS)
    assert Keychain(tmp_path / "a").load() == KEYS
    assert Keychain(tmp_path / "b").load() == ApiKeys()


@pytest.mark.parametrize("backend", [keyring.backends.fail.Keyring, keyring.backends.null.Keyring, PlaintextKeyring])
def test_a_back_end_that_loses_or_shows_secrets_is_refused(tmp_path: Path, backend: type[KeyringBackend]) -> None:
    keyring.set_keyring(backend())
    with pytest.raises(NoKeyring):
        Keychain(tmp_path).save(KEYS)
    assert Keychain(tmp_path).load() == ApiKeys()


def test_the_environment_stands_above_the_keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keyring.set_keyring(MemoryKeyring())
    Keychain(tmp_path).save(KEYS)
    monkeypatch.setenv(SECRET_VARIABLE, "kw_sk_of_the_environment")
    keys = Keychain(tmp_path).load()
    assert keys.secret == ApiKey.parse("kw_sk_of_the_environment")
    assert keys.public == KEYS.public


def test_a_malformed_key_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PUBLIC_VARIABLE, "12345")
    with pytest.raises(KeyUnusable):
        Keychain(tmp_path).load()
    monkeypatch.setenv(SECRET_VARIABLE, "kw_pub_x")
    with pytest.raises(PublicKeyInSecretPlace):
        Keychain(tmp_path).load()
