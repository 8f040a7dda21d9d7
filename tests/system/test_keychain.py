"""Keys in the keyring: saved per folder, refused where it is unsafe, overridden by the environment.

The database's key besides: made once, and never anew while something is encrypted with another.
"""

from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.backends.fail
import keyring.backends.null
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.chainer import ChainerBackend
from keyring.errors import KeyringLocked

from kreward_pos.api.keys import ApiKey, ApiKeys, PublicKeyInSecretPlace
from kreward_pos.errors import KeyUnusable
from kreward_pos.system.database_key import DATABASE_VARIABLE, DatabaseKey, DatabaseKeyMalformed
from kreward_pos.system.keychain import (
    PUBLIC_VARIABLE,
    SECRET_VARIABLE,
    DatabaseKeyMissing,
    Keychain,
    KeyringSilent,
    MemoryKeyStore,
    NoKeyring,
    NoPlaceForDatabaseKey,
)
from tests.memory_keyring import MemoryKeyring

KEYS = ApiKeys(ApiKey.parse("kw_sk_kept"), ApiKey.parse("kw_pub_kept"))


class PlaintextKeyring(MemoryKeyring):
    """Stands for the back ends that write a file anybody can read."""


class RenamedKeyring(PlaintextKeyring):
    """The same by another name."""


class OpenChain(ChainerBackend):
    """What a machine with two back ends gets: secrets go to the first."""

    priority = 0
    backends = (PlaintextKeyring(), MemoryKeyring())


class GoodChain(ChainerBackend):
    """The same, the other way round."""

    priority = 0
    backends = (MemoryKeyring(), PlaintextKeyring())


class LockedKeyring(MemoryKeyring):
    """Stands for one whose owner has not unlocked it."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked(service, username)


class LosingKeyring(MemoryKeyring):
    """Takes everything and keeps nothing."""

    def set_password(self, service: str, username: str, password: str) -> None:
        pass


@pytest.fixture(autouse=True)
def _own_keyring_back() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


def test_keys_are_saved_per_data_folder(tmp_path: Path) -> None:
    keyring.set_keyring(MemoryKeyring())
    Keychain(tmp_path / "a").save(KEYS)
    assert Keychain(tmp_path / "a").load() == KEYS
    assert Keychain(tmp_path / "b").load() == ApiKeys()


@pytest.mark.parametrize(
    "backend",
    [
        keyring.backends.fail.Keyring,
        keyring.backends.null.Keyring,
        PlaintextKeyring,
        RenamedKeyring,
        OpenChain,
    ],
)
def test_back_end_that_loses_or_exposes_secrets_is_refused(tmp_path: Path, backend: type[KeyringBackend]) -> None:
    keyring.set_keyring(backend())
    with pytest.raises(NoKeyring):
        Keychain(tmp_path).save(KEYS)
    assert Keychain(tmp_path).load() == ApiKeys()


def test_chained_back_end_with_a_safe_first_member_is_accepted(tmp_path: Path) -> None:
    keyring.set_keyring(GoodChain())  # type: ignore[no-untyped-call]
    Keychain(tmp_path).save(KEYS)
    assert Keychain(tmp_path).load() == KEYS


def test_environment_overrides_the_keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keyring.set_keyring(MemoryKeyring())
    Keychain(tmp_path).save(KEYS)
    monkeypatch.setenv(SECRET_VARIABLE, "kw_sk_of_the_environment")
    keys = Keychain(tmp_path).load()
    assert keys.secret == ApiKey.parse("kw_sk_of_the_environment")
    assert keys.public == KEYS.public


def test_malformed_key_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PUBLIC_VARIABLE, "12345")
    with pytest.raises(KeyUnusable):
        Keychain(tmp_path).load()
    monkeypatch.setenv(SECRET_VARIABLE, "kw_pub_x")
    with pytest.raises(PublicKeyInSecretPlace):
        Keychain(tmp_path).load()


def test_database_key_is_created_once_per_data_folder(tmp_path: Path) -> None:
    keyring.set_keyring(MemoryKeyring())
    made = Keychain(tmp_path / "a").database_key(may_create=True)
    assert Keychain(tmp_path / "a").database_key(may_create=True) == made
    assert Keychain(tmp_path / "a").database_key(may_create=False) == made
    assert Keychain(tmp_path / "b").database_key(may_create=True) != made


def test_no_new_key_is_created_for_an_existing_database(tmp_path: Path) -> None:
    empty = MemoryKeyring()
    keyring.set_keyring(empty)
    with pytest.raises(DatabaseKeyMissing) as raised:
        Keychain(tmp_path).database_key(may_create=False)
    assert str(tmp_path)[:100] in raised.value.sentence
    assert empty.passwords == {}


@pytest.mark.parametrize(
    "backend",
    [keyring.backends.fail.Keyring, keyring.backends.null.Keyring, PlaintextKeyring, LockedKeyring, LosingKeyring],
)
def test_missing_keyring_for_the_database_key_raises_an_error_with_advice(
    tmp_path: Path, backend: type[KeyringBackend]
) -> None:
    keyring.set_keyring(backend())
    with pytest.raises(NoPlaceForDatabaseKey) as raised:
        Keychain(tmp_path).database_key(may_create=True)
    assert DATABASE_VARIABLE in raised.value.sentence


def test_database_key_from_the_environment_is_not_saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = MemoryKeyring()
    keyring.set_keyring(kept)
    monkeypatch.setenv(DATABASE_VARIABLE, "5a" * 32)
    assert Keychain(tmp_path).database_key(may_create=True) == DatabaseKey.parse("5a" * 32)
    assert kept.passwords == {}
    monkeypatch.setenv(DATABASE_VARIABLE, "5a")
    with pytest.raises(DatabaseKeyMalformed):
        Keychain(tmp_path).database_key(may_create=True)


def test_pin_record_is_saved_per_data_folder_until_it_is_deleted(tmp_path: Path) -> None:
    keyring.set_keyring(MemoryKeyring())
    keychain = Keychain(tmp_path / "a")
    assert keychain.pin_record() is None
    keychain.save_pin_record("a record")
    assert Keychain(tmp_path / "a").pin_record() == "a record"
    assert Keychain(tmp_path / "b").pin_record() is None
    keychain.save_pin_record(None)
    keychain.save_pin_record(None)
    assert keychain.pin_record() is None


def test_pin_cannot_be_saved_without_a_keyring(tmp_path: Path) -> None:
    keyring.set_keyring(PlaintextKeyring())
    assert Keychain(tmp_path).pin_record() is None
    with pytest.raises(NoKeyring):
        Keychain(tmp_path).save_pin_record("a record")


def test_unresponsive_keyring_is_not_taken_for_one_without_a_pin(tmp_path: Path) -> None:
    keyring.set_keyring(LockedKeyring())
    with pytest.raises(KeyringSilent):
        Keychain(tmp_path).pin_record()
    with pytest.raises(KeyringSilent):
        Keychain(tmp_path).save_pin_record(None)


def test_keys_are_reported_saved_only_when_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not MemoryKeyStore().saves_keys()
    keyring.set_keyring(PlaintextKeyring())
    assert not Keychain(tmp_path).saves_keys()
    keyring.set_keyring(MemoryKeyring())
    assert Keychain(tmp_path).saves_keys()
    monkeypatch.setenv(SECRET_VARIABLE, "kw_sk_" + "0" * 32)
    assert not Keychain(tmp_path).saves_keys()


def test_memory_store_remembers_keys_within_a_run() -> None:
    store = MemoryKeyStore()
    store.save_pin_record("a record")
    assert store.pin_record() == "a record"
    assert MemoryKeyStore().pin_record() is None
