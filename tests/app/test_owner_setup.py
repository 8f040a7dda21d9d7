"""The owner's setup over a real sandbox: keys tested and saved, settings applied, nothing saved too early."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kreward_pos.api.errors import AnswerUnreadable, KeyRefused, ShopRefused, Unreachable
from kreward_pos.api.keys import ApiKey, ApiKeys, PublicKeyInSecretPlace
from kreward_pos.app.owner_setup import OwnerSetup
from kreward_pos.errors import KeyUnusable, SettingsRefused, TillError
from kreward_pos.sandbox.server import Sandbox
from kreward_pos.scan.errors import LayoutCut
from kreward_pos.scan.hand.layout import SETUP_TEXT
from kreward_pos.system import settings as settings_file
from kreward_pos.system.keychain import MemoryKeyStore, NoKeyring
from kreward_pos.system.pin import NotTheShopsKey, PinMalformed, PinWrong, ProtectedAction
from kreward_pos.system.settings import FILE_NAME, CameraOrientation, Settings, SettingsUnsaved
from kreward_pos.till.records.audit_log import AuditEvent
from kreward_pos.ui.runtime.ports import SettingsChange


class RecordingKeyStore(MemoryKeyStore):
    """Notes what it was given to keep."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[ApiKeys] = []
        self.is_refusing = False

    def save(self, keys: ApiKeys) -> None:
        if self.is_refusing:
            raise NoKeyring
        self.kept.append(keys)


@dataclass
class Shop:
    """An owner, and what came of what they did."""

    folder: Path
    sandbox: Sandbox
    store: RecordingKeyStore = field(default_factory=RecordingKeyStore)
    in_force: list[tuple[Settings, ApiKeys]] = field(default_factory=list)
    noted: list[tuple[AuditEvent, str]] = field(default_factory=list)
    known_shop: str | None = None
    looked_through: list[tuple[str, CameraOrientation]] = field(default_factory=list)

    def owner(self, keys: ApiKeys | None = None) -> OwnerSetup:
        return OwnerSetup(
            self.folder,
            Settings(base_url=self.sandbox.base_url),
            keys or ApiKeys(),
            self.store,
            "en",
            lambda settings, keys: self.in_force.append((settings, keys)),
            use_camera=lambda camera, picture: self.looked_through.append((camera, picture)),
            note=lambda deed, detail: self.noted.append((deed, detail)),
            is_this_shop=lambda account: account.merchant == self.known_shop,
        )

    @property
    def keys(self) -> ApiKeys:
        return ApiKeys(ApiKey.parse_secret(self.sandbox.secret_key), ApiKey.parse_public(self.sandbox.public_key))


@pytest.fixture(params=["page", "reference"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shop]:
    with Sandbox(dialect=request.param) as sandbox:
        yield Shop(tmp_path / "till", sandbox)


def test_testing_good_keys_returns_the_shop_and_saves_nothing(place: Shop) -> None:
    account = place.owner().test(f" {place.sandbox.secret_key} ", place.sandbox.public_key)
    assert account.merchant
    assert (place.store.kept, place.in_force) == ([], [])
    assert not place.folder.exists()


def test_public_key_alone_can_be_tested(place: Shop) -> None:
    assert place.owner().test("", place.sandbox.public_key).merchant


@pytest.mark.parametrize(
    ("secret", "public", "refusal"),
    [
        ("", "", KeyUnusable),
        ("12345", "", KeyUnusable),
        ("kw_pub_abc", "", PublicKeyInSecretPlace),
        ("kw_sk_unknown", "", KeyRefused),
        ("kw_sk_unknown", "kw_pub_unknown", KeyRefused),
    ],
)
def test_bad_keys_are_refused(place: Shop, secret: str, public: str, refusal: type[TillError]) -> None:
    with pytest.raises(refusal):
        place.owner().test(secret, public)


def test_bad_public_key_beside_a_good_secret_one_is_refused(place: Shop) -> None:
    with pytest.raises(KeyRefused):
        place.owner().test(place.sandbox.secret_key, "kw_pub_unknown")


def test_missing_network_and_foreign_server_are_told_apart(place: Shop) -> None:
    owner = place.owner(place.keys)
    with place.sandbox.offline(), pytest.raises(Unreachable):
        owner.test("", "")
    place.sandbox.set_faults([{"call": "*", "fault": "html"}])
    with pytest.raises(AnswerUnreadable):
        owner.test("", "")


def test_shop_without_the_api_in_its_plan_is_refused(place: Shop) -> None:
    place.sandbox.set_faults([{"call": "*", "fault": "status", "code": 403, "error": "plan_not_eligible"}])
    with pytest.raises(ShopRefused):
        place.owner(place.keys).test("", "")


def test_another_address_can_be_tested_before_it_is_saved(place: Shop) -> None:
    owner = place.owner(place.keys)
    assert owner.test("", "", place.sandbox.base_url).merchant
    with pytest.raises(SettingsRefused):
        owner.test("", "", "http://kreward.example.com")


def test_saved_settings_are_stored_and_applied(place: Shop) -> None:
    saved = place.owner().save(
        SettingsChange({"till_name": "Till 7", "tier_names": {"8": "Coffee"}}, secret=place.sandbox.secret_key)
    )
    assert (saved.view.has_secret, saved.needs_restart, saved.storage_error) == (True, False, None)
    assert settings_file.load(place.folder) == saved.view.settings
    ((settings, keys),) = place.in_force
    assert (settings.till_name, settings.names_of_tiers) == ("Till 7", {8: "Coffee"})
    assert place.store.kept == [keys]
    assert place.sandbox.secret_key not in (place.folder / FILE_NAME).read_text()


def test_unchanged_keys_are_not_saved_again(place: Shop) -> None:
    place.owner(place.keys).save(SettingsChange({"theme": "dark"}, secret=place.sandbox.secret_key))
    assert place.store.kept == []


def test_invalid_settings_change_nothing(place: Shop) -> None:
    owner = place.owner(place.keys)
    before = owner.current()
    for change in (SettingsChange({"theme": "pink"}), SettingsChange(secret="kw_pub_abc")):
        with pytest.raises(TillError):
            owner.save(change)
    assert (owner.current(), place.in_force, place.store.kept) == (before, [], [])


def test_unwritable_folder_changes_nothing(place: Shop) -> None:
    place.folder.write_text("in the way")
    with pytest.raises(SettingsUnsaved):
        place.owner().save(SettingsChange({"theme": "dark"}))
    assert place.in_force == []


def test_keys_apply_to_this_run_without_a_keyring_and_a_warning_is_returned(place: Shop) -> None:
    place.store.is_refusing = True
    saved = place.owner().save(SettingsChange(secret=place.sandbox.secret_key))
    assert isinstance(saved.storage_error, NoKeyring)
    assert saved.view.has_secret
    assert place.in_force[0][1] == ApiKeys(ApiKey.parse_secret(place.sandbox.secret_key))


@pytest.mark.parametrize(
    ("fields", "is_needed"),
    [
        ({"base_url": "https://kreward.example.com/v1"}, True),
        ({"proxy": "http://proxy.example.com:8080"}, True),
        ({"is_kiosk": True}, False),
        ({"camera": "none", "language": "zh_HK", "theme": "dark", "always_ask": True}, False),
    ],
)
def test_restart_is_required_until_the_first_values_return(
    place: Shop, fields: dict[str, object], is_needed: bool
) -> None:
    owner = place.owner()
    before = owner.current().settings
    assert owner.save(SettingsChange(fields)).needs_restart is is_needed
    back = {name: getattr(before, name) for name in fields}
    assert not owner.save(SettingsChange(back)).needs_restart


def test_camera_can_be_tried_without_being_saved(place: Shop) -> None:
    owner = place.owner()
    owner.try_camera("Counter cam", CameraOrientation(90))
    owner.try_camera(None)
    assert place.looked_through == [("Counter cam", CameraOrientation(90)), ("0", CameraOrientation())]
    assert not place.folder.exists()


def test_learnt_layout_is_saved_and_a_truncated_code_changes_nothing(place: Shop) -> None:
    owner = place.owner()
    assert owner.learn_layout(SETUP_TEXT.replace("@", "§")).layout == {"§": "@"}
    with pytest.raises(LayoutCut):
        owner.learn_layout(SETUP_TEXT[:90])
    assert settings_file.load(place.folder).hand_scanner.layout == {"§": "@"}


def test_tills_secret_key_replaces_a_forgotten_pin(place: Shop) -> None:
    owner = place.owner(place.keys)
    owner.pin.choose("2580")
    owner.pin.lock()
    for other in ("", "kw_sk_unknown", place.sandbox.public_key):
        with pytest.raises(NotTheShopsKey):
            owner.pin.replace(other, "1357")
    assert owner.pin.needs_pin(ProtectedAction.SETTINGS)
    with place.sandbox.offline():
        owner.pin.replace(place.sandbox.secret_key, "1357")
    assert not owner.pin.needs_pin(ProtectedAction.SETTINGS)


def test_new_secret_key_of_the_same_shop_replaces_a_forgotten_pin(place: Shop) -> None:
    owner = place.owner(ApiKeys(ApiKey.parse_secret("kw_sk_replaced")))
    with pytest.raises(NotTheShopsKey):
        owner.pin.prove(place.sandbox.secret_key)
    place.known_shop = owner.test(place.sandbox.secret_key, "").merchant
    owner.pin.prove(place.sandbox.secret_key)
    with place.sandbox.offline(), pytest.raises(Unreachable):
        owner.pin.prove(place.sandbox.secret_key)


def test_forgotten_pin_cannot_be_replaced_without_a_key(place: Shop) -> None:
    with pytest.raises(NotTheShopsKey):
        place.owner().pin.prove("")


def test_audit_log_names_changed_settings_and_keys_without_their_values(place: Shop) -> None:
    owner = place.owner()
    limits = {"stamps_per_tap": 7, "may_redeem_offline": True}
    owner.save(SettingsChange({"till_name": "Bar", "limits": limits}, secret=place.sandbox.secret_key))
    owner.save(SettingsChange({"till_name": "Bar"}))
    assert place.noted == [
        (AuditEvent.SETTINGS_CHANGED, "till_name, limits.stamps_per_tap, limits.may_redeem_offline"),
        (AuditEvent.KEYS_CHANGED, "secret"),
    ]


def test_audit_log_records_wrong_pins_and_pin_changes(place: Shop) -> None:
    pin = place.owner().pin
    for malformed in ("12", "abcd"):
        with pytest.raises(PinMalformed):
            pin.choose(malformed)
    pin.choose("2468")
    pin.lock()
    with pytest.raises(PinWrong):
        pin.unlock("1357")
    pin.unlock("2468")
    pin.choose(None)
    assert place.noted == [
        (AuditEvent.PIN_CHANGED, "set"),
        (AuditEvent.PIN_WRONG, "pin_wrong"),
        (AuditEvent.PIN_CHANGED, "removed"),
    ]
