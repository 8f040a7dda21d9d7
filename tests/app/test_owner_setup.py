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
        self.saved: list[ApiKeys] = []
        self.is_refusing = False

    def save(self, keys: ApiKeys) -> None:
        if self.is_refusing:
            raise NoKeyring
        self.saved.append(keys)


@dataclass
class Shop:
    """An owner, and what came of what they did."""

    folder: Path
    sandbox: Sandbox
    store: RecordingKeyStore = field(default_factory=RecordingKeyStore)
    applied: list[tuple[Settings, ApiKeys]] = field(default_factory=list)
    noted: list[tuple[AuditEvent, str]] = field(default_factory=list)
    known_shop: str | None = None
    cameras_tried: list[tuple[str, CameraOrientation]] = field(default_factory=list)

    def owner(self, keys: ApiKeys | None = None) -> OwnerSetup:
        return OwnerSetup(
            self.folder,
            Settings(base_url=self.sandbox.base_url),
            keys or ApiKeys(),
            self.store,
            "en",
            lambda settings, keys: self.applied.append((settings, keys)),
            use_camera=lambda camera, picture: self.cameras_tried.append((camera, picture)),
            note=lambda deed, detail: self.noted.append((deed, detail)),
            is_this_shop=lambda account: account.merchant == self.known_shop,
        )

    @property
    def keys(self) -> ApiKeys:
        return ApiKeys(ApiKey.parse_secret(self.sandbox.secret_key), ApiKey.parse_public(self.sandbox.public_key))


@pytest.fixture(params=["page", "reference"])
def setup(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shop]:
    with Sandbox(dialect=request.param) as sandbox:
        yield Shop(tmp_path / "till", sandbox)


def test_testing_good_keys_returns_the_shop_and_saves_nothing(setup: Shop) -> None:
    account = setup.owner().test(f" {setup.sandbox.secret_key} ", setup.sandbox.public_key)
    assert account.merchant
    assert (setup.store.saved, setup.applied) == ([], [])
    assert not setup.folder.exists()


def test_public_key_alone_can_be_tested(setup: Shop) -> None:
    assert setup.owner().test("", setup.sandbox.public_key).merchant


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
def test_bad_keys_are_refused(setup: Shop, secret: str, public: str, refusal: type[TillError]) -> None:
    with pytest.raises(refusal):
        setup.owner().test(secret, public)


def test_bad_public_key_beside_a_good_secret_one_is_refused(setup: Shop) -> None:
    with pytest.raises(KeyRefused):
        setup.owner().test(setup.sandbox.secret_key, "kw_pub_unknown")


def test_missing_network_and_foreign_server_are_told_apart(setup: Shop) -> None:
    owner = setup.owner(setup.keys)
    with setup.sandbox.offline(), pytest.raises(Unreachable):
        owner.test("", "")
    setup.sandbox.set_faults([{"call": "*", "fault": "html"}])
    with pytest.raises(AnswerUnreadable):
        owner.test("", "")


def test_shop_without_the_api_in_its_plan_is_refused(setup: Shop) -> None:
    setup.sandbox.set_faults([{"call": "*", "fault": "status", "code": 403, "error": "plan_not_eligible"}])
    with pytest.raises(ShopRefused):
        setup.owner(setup.keys).test("", "")


def test_another_address_can_be_tested_before_it_is_saved(setup: Shop) -> None:
    owner = setup.owner(setup.keys)
    assert owner.test("", "", setup.sandbox.base_url).merchant
    with pytest.raises(SettingsRefused):
        owner.test("", "", "http://kreward.example.com")


def test_saved_settings_are_stored_and_applied(setup: Shop) -> None:
    saved = setup.owner().save(
        SettingsChange({"till_name": "Till 7", "tier_names": {"8": "Coffee"}}, secret=setup.sandbox.secret_key)
    )
    assert (saved.view.has_secret, saved.needs_restart, saved.storage_error) == (True, False, None)
    assert settings_file.load(setup.folder) == saved.view.settings
    ((settings, keys),) = setup.applied
    assert (settings.till_name, settings.names_of_tiers) == ("Till 7", {8: "Coffee"})
    assert setup.store.saved == [keys]
    assert setup.sandbox.secret_key not in (setup.folder / FILE_NAME).read_text()


def test_unchanged_keys_are_not_saved_again(setup: Shop) -> None:
    setup.owner(setup.keys).save(SettingsChange({"theme": "dark"}, secret=setup.sandbox.secret_key))
    assert setup.store.saved == []


def test_invalid_settings_change_nothing(setup: Shop) -> None:
    owner = setup.owner(setup.keys)
    before = owner.current()
    for change in (SettingsChange({"theme": "pink"}), SettingsChange(secret="kw_pub_abc")):
        with pytest.raises(TillError):
            owner.save(change)
    assert (owner.current(), setup.applied, setup.store.saved) == (before, [], [])


def test_unwritable_folder_changes_nothing(setup: Shop) -> None:
    setup.folder.write_text("in the way")
    with pytest.raises(SettingsUnsaved):
        setup.owner().save(SettingsChange({"theme": "dark"}))
    assert setup.applied == []


def test_keys_apply_to_this_run_without_a_keyring_and_a_warning_is_returned(setup: Shop) -> None:
    setup.store.is_refusing = True
    saved = setup.owner().save(SettingsChange(secret=setup.sandbox.secret_key))
    assert isinstance(saved.storage_error, NoKeyring)
    assert saved.view.has_secret
    assert setup.applied[0][1] == ApiKeys(ApiKey.parse_secret(setup.sandbox.secret_key))


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
    setup: Shop, fields: dict[str, object], is_needed: bool
) -> None:
    owner = setup.owner()
    before = owner.current().settings
    assert owner.save(SettingsChange(fields)).needs_restart is is_needed
    back = {name: getattr(before, name) for name in fields}
    assert not owner.save(SettingsChange(back)).needs_restart


def test_camera_can_be_tried_without_being_saved(setup: Shop) -> None:
    owner = setup.owner()
    owner.try_camera("Counter cam", CameraOrientation(90))
    owner.try_camera(None)
    assert setup.cameras_tried == [("Counter cam", CameraOrientation(90)), ("0", CameraOrientation())]
    assert not setup.folder.exists()


def test_learnt_layout_is_saved_and_a_truncated_code_changes_nothing(setup: Shop) -> None:
    owner = setup.owner()
    assert owner.learn_layout(SETUP_TEXT.replace("@", "§")).layout == {"§": "@"}
    with pytest.raises(LayoutCut):
        owner.learn_layout(SETUP_TEXT[:90])
    assert settings_file.load(setup.folder).hand_scanner.layout == {"§": "@"}


def test_tills_secret_key_replaces_a_forgotten_pin(setup: Shop) -> None:
    owner = setup.owner(setup.keys)
    owner.pin.choose("2580")
    owner.pin.lock()
    for other in ("", "kw_sk_unknown", setup.sandbox.public_key):
        with pytest.raises(NotTheShopsKey):
            owner.pin.replace(other, "1357")
    assert owner.pin.needs_pin(ProtectedAction.SETTINGS)
    with setup.sandbox.offline():
        owner.pin.replace(setup.sandbox.secret_key, "1357")
    assert not owner.pin.needs_pin(ProtectedAction.SETTINGS)


def test_new_secret_key_of_the_same_shop_replaces_a_forgotten_pin(setup: Shop) -> None:
    owner = setup.owner(ApiKeys(ApiKey.parse_secret("kw_sk_replaced")))
    with pytest.raises(NotTheShopsKey):
        owner.pin.require_shops_key(setup.sandbox.secret_key)
    setup.known_shop = owner.test(setup.sandbox.secret_key, "").merchant
    owner.pin.require_shops_key(setup.sandbox.secret_key)
    with setup.sandbox.offline(), pytest.raises(Unreachable):
        owner.pin.require_shops_key(setup.sandbox.secret_key)


def test_forgotten_pin_cannot_be_replaced_without_a_key(setup: Shop) -> None:
    with pytest.raises(NotTheShopsKey):
        setup.owner().pin.require_shops_key("")


def test_audit_log_names_changed_settings_and_keys_without_their_values(setup: Shop) -> None:
    owner = setup.owner()
    limits = {"stamps_per_tap": 7, "may_redeem_offline": True}
    owner.save(SettingsChange({"till_name": "Bar", "limits": limits}, secret=setup.sandbox.secret_key))
    owner.save(SettingsChange({"till_name": "Bar"}))
    assert setup.noted == [
        (AuditEvent.SETTINGS_CHANGED, "till_name, limits.stamps_per_tap, limits.may_redeem_offline"),
        (AuditEvent.KEYS_CHANGED, "secret"),
    ]


def test_audit_log_records_wrong_pins_and_pin_changes(setup: Shop) -> None:
    pin = setup.owner().pin
    for malformed in ("12", "abcd"):
        with pytest.raises(PinMalformed):
            pin.choose(malformed)
    pin.choose("2468")
    pin.lock()
    with pytest.raises(PinWrong):
        pin.unlock("1357")
    pin.unlock("2468")
    pin.choose(None)
    assert setup.noted == [
        (AuditEvent.PIN_CHANGED, "set"),
        (AuditEvent.PIN_WRONG, "pin_wrong"),
        (AuditEvent.PIN_CHANGED, "removed"),
    ]
