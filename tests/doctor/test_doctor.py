"""The doctor's findings, each against the real thing: a folder, a database, a sandbox, a film for a camera."""

import json
import sys
import threading
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kreward_pos.api.errors import KeyRefused, Unreachable
from kreward_pos.api.keys import ApiKey, ApiKeys
from kreward_pos.cards import Email
from kreward_pos.clock import SystemClock
from kreward_pos.doctor import bundle, machine, shop
from kreward_pos.doctor.command import checked, run_command
from kreward_pos.doctor.findings import Finding, Severity, fine, run, warning, worst
from kreward_pos.errors import CameraFailure
from kreward_pos.sandbox.bodies import DialectName
from kreward_pos.sandbox.server import Sandbox
from kreward_pos.system import settings as settings_file
from kreward_pos.system.crash_report import FOLDER as CRASHES
from kreward_pos.system.data_folder import LOG_FOLDER
from kreward_pos.system.database_key import DATABASE_VARIABLE, DatabaseKey
from kreward_pos.system.keychain import PUBLIC_VARIABLE, SECRET_VARIABLE, NoKeyring
from kreward_pos.system.settings import HandScannerSettings, Options, Settings
from kreward_pos.till.model.entries import Draft, EntryKind
from kreward_pos.till.model.errors import DatabaseDamaged
from kreward_pos.till.records.audit_log import AuditEvent, AuditLog
from kreward_pos.till.storage.store import FILE_NAME, Store

PLANTED_NAME, PLANTED_EMAIL = "Wilhelmina Planted", "wilhelmina.planted@example.com"
PLANTED_CARD = "eb7fde91-6d1b-4258-a7a3-011b58e572d5"
KEY = DatabaseKey("5a" * 32)


@pytest.fixture(scope="module")
def kreward() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def keys(kreward: Sandbox) -> ApiKeys:
    return ApiKeys(ApiKey.parse_secret(kreward.secret_key))


@pytest.fixture
def settings(kreward: Sandbox) -> Settings:
    return Settings(base_url=kreward.base_url, camera="none")


def test_check_that_hangs_is_abandoned_and_reported() -> None:
    over = threading.Event()

    def hang() -> Finding:
        over.wait()
        return fine("late")

    found = run({"quick": lambda: fine("done"), "stuck": hang}, deadline_s=0.2)
    over.set()
    assert [(each.name, each.finding.health) for each in found] == [("quick", Severity.OK), ("stuck", Severity.FAILED)]
    assert "restart" in found[1].finding.sentence.casefold()


def test_broken_check_becomes_a_finding_without_its_message() -> None:
    def broken() -> Finding:
        raise ValueError(PLANTED_EMAIL)

    (found,) = run({"broken": broken})
    assert found.finding.health is Severity.FAILED
    assert PLANTED_EMAIL not in found.finding.sentence


def test_gravest_finding_decides() -> None:
    assert worst(run({"a": lambda: fine("x"), "b": lambda: warning("y")})) is Severity.WARNING
    assert worst([]) is Severity.OK


def test_working_connection_and_key_are_found_fine(settings: Settings, keys: ApiKeys, kreward: Sandbox) -> None:
    assert shop.shop(settings, keys).health is Severity.OK
    public = ApiKeys(public=ApiKey.parse_public(kreward.public_key))
    assert shop.shop(settings, public).health is Severity.OK
    with pytest.raises(KeyRefused):
        shop.shop(settings, ApiKeys(ApiKey.parse_secret("kw_sk_" + "0" * 32)))
    with kreward.offline(), pytest.raises(Unreachable):
        shop.shop(settings, keys)


@pytest.mark.parametrize("dialect", ["page", "reference"])
def test_each_key_is_tested_in_either_dialect(dialect: DialectName) -> None:
    unknown = ApiKey.parse_public("kw_pub_" + "0" * 32)
    with Sandbox(dialect=dialect) as sandbox:
        settings = Settings(base_url=sandbox.base_url)
        secret, public = ApiKey.parse_secret(sandbox.secret_key), ApiKey.parse_public(sandbox.public_key)
        assert shop.shop(settings, ApiKeys(secret, public)).health is Severity.OK
        assert shop.shop(settings, ApiKeys(public=public)).health is Severity.OK
        for keys in (ApiKeys(public=unknown), ApiKeys(secret, unknown)):
            with pytest.raises(KeyRefused):
                shop.shop(settings, keys)


def test_keys_are_described_by_their_kind_only(keys: ApiKeys, kreward: Sandbox) -> None:
    assert shop.keys(keys).health is Severity.OK
    assert shop.keys(ApiKeys(public=ApiKey.parse_public(kreward.public_key))).health is Severity.WARNING


def test_till_without_keys_is_warned_of_and_has_not_failed(settings: Settings) -> None:
    for found in (shop.keys(ApiKeys()), shop.shop(settings, ApiKeys())):
        assert (found.health, "no key is set yet" in found.sentence.casefold()) == (Severity.WARNING, True)


def test_wrong_clock_is_reported_with_its_difference(settings: Settings, kreward: Sandbox) -> None:
    assert shop.clock(settings).health is Severity.OK
    off = shop.clock(settings, datetime.now(UTC) - timedelta(minutes=61))
    assert off.health is Severity.FAILED
    assert "61 minutes" in off.sentence
    with kreward.offline():
        assert shop.clock(settings).health is Severity.WARNING


def test_database_is_checked_beside_a_running_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DATABASE_VARIABLE, KEY.digits)
    assert "no data yet" in shop.database(tmp_path).sentence
    store = Store.open(tmp_path, KEY)
    try:
        assert shop.database(tmp_path).health is Severity.OK
    finally:
        store.close()


def test_unencrypted_and_damaged_databases_are_reported(tmp_path: Path) -> None:
    Store.open(tmp_path).close()
    assert shop.database(tmp_path).health is Severity.WARNING
    (tmp_path / FILE_NAME).write_bytes(b"SQLite format 3\0" + b"junk" * 1000)
    with pytest.raises(DatabaseDamaged):
        shop.database(tmp_path)


def test_audit_log_changed_from_outside_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DATABASE_VARIABLE, KEY.digits)
    assert "Nothing was done" in shop.record(tmp_path).sentence
    store = Store.open(tmp_path, KEY)
    record = AuditLog(store, SystemClock())
    record.write(AuditEvent.STARTED)
    assert shop.record(tmp_path).health is Severity.OK
    with store.transaction() as connection:
        connection.execute("DROP TRIGGER record_stands")
        connection.execute("UPDATE record SET deed = 'closed'")
    found = shop.record(tmp_path)
    store.close()
    assert (found.health, found.sentence.startswith("Line 1 ")) == (Severity.FAILED, True)


def test_unwritable_folder_fails_the_check(tmp_path: Path) -> None:
    assert machine.disk(tmp_path / "new" / "收銀 機").health is Severity.OK
    (tmp_path / "file").write_text("")
    assert machine.disk(tmp_path / "file").health is Severity.FAILED


def test_keyring_that_saves_nothing_is_reported() -> None:
    with pytest.raises(NoKeyring):
        machine.keyring()


def test_keyring_that_is_not_needed_has_not_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DATABASE_VARIABLE, KEY.digits)
    assert machine.keyring().health is Severity.WARNING


def test_camera_is_asked_for_a_frame(settings: Settings) -> None:
    assert machine.camera(settings).health is Severity.OK
    assert "×" in machine.camera(settings_file.with_changes(settings, {"camera": "demo"})).sentence
    with pytest.raises(CameraFailure):
        machine.camera(settings_file.with_changes(settings, {"camera": "no such camera"}))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="every Windows and macOS brings its typefaces")
@pytest.mark.parametrize(
    ("lister", "health", "told"),
    [
        (None, Severity.WARNING, "could not be looked for"),
        ("exit 1", Severity.WARNING, "could not be looked for"),
        ("exit 0", Severity.WARNING, "No typeface for Chinese"),
        ("echo Noto Sans CJK HK", Severity.OK, "A typeface for Chinese"),
    ],
)
def test_unchecked_typefaces_are_not_reported_fine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lister: str | None, health: Severity, told: str
) -> None:
    if lister is not None:
        program = tmp_path / "fc-list"
        program.write_text(f"#!/bin/sh\n{lister}\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    found = machine.typefaces()
    assert (found.health, told in found.sentence) == (health, True)


def test_decoders_read_a_freshly_drawn_code() -> None:
    assert machine.decoders().health is Severity.OK


def test_missing_serial_port_is_reported(settings: Settings, tmp_path: Path) -> None:
    assert machine.hand_scanner(settings).health is Severity.OK
    gone = settings_file.with_changes(
        settings, {"hand_scanner": HandScannerSettings(serial_port=str(tmp_path / "ttyACM0"))}
    )
    assert machine.hand_scanner(gone).health is Severity.FAILED
    (tmp_path / "ttyACM0").touch()
    assert machine.hand_scanner(gone).health is Severity.OK


def test_other_checks_return_sentences(capsys: pytest.CaptureFixture[str], tmp_path: Path, kreward: Sandbox) -> None:
    options = Options(data_dir=tmp_path, base_url=kreward.base_url, camera="none")
    assert run_command(options, is_json=False) == 1  # no keyring
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(checked(options))
    assert [line.split()[1] for line in lines if line.startswith("FAILED")] == ["keyring"]
    assert run_command(options, is_json=True) == 1
    assert json.loads(capsys.readouterr().out)["health"] == "failed"


def test_settings_that_cannot_be_read_are_a_finding(tmp_path: Path) -> None:
    (tmp_path / settings_file.FILE_NAME).write_text("base_url = 7")
    found = {each.name: each.finding for each in checked(Options(data_dir=tmp_path))}
    assert found["settings"].health is Severity.FAILED
    assert found["versions"].health is Severity.OK


def fill_with_personal_data(folder: Path, kreward: Sandbox) -> None:
    """Put what nobody else may see wherever it could get into a bundle."""
    store = Store.open(folder, KEY)
    with store.transaction() as connection:
        draft = Draft(EntryKind.STAMP, Email.parse(PLANTED_EMAIL), PLANTED_NAME, delta=1)
        connection.execute(
            "INSERT INTO entries (seq, op_id, kind, state, customer, email, name, delta, created_ms)"
            " VALUES (1, 'x/1', 'stamp', 'waiting', ?, ?, ?, 1, 0)",
            (draft.email.key, draft.email.address, draft.name),
        )
    store.close()
    secrets = f"{kreward.secret_key} {kreward.public_key} {PLANTED_EMAIL} {PLANTED_NAME} {PLANTED_CARD}"
    quoted = f"GET /customer?email={PLANTED_EMAIL.replace('@', '%40')} <{PLANTED_EMAIL}>, '{kreward.secret_key}'"
    for part, name in ((LOG_FOLDER, "kreward-pos.log"), (LOG_FOLDER, "kreward-pos.log.1"), (CRASHES, "1-crash.txt")):
        (folder / part).mkdir(exist_ok=True)
        (folder / part / name).write_text(f"{secrets}\n{quoted}\n{Path.home()}/till\n", encoding="utf-8")
    settings_file.save(folder, Settings(base_url=kreward.base_url, cashiers=(PLANTED_NAME,), till_name=PLANTED_NAME))


def test_support_bundle_holds_no_personal_data_and_no_key(
    tmp_path: Path, kreward: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "till"
    monkeypatch.setenv(DATABASE_VARIABLE, KEY.digits)
    monkeypatch.setenv(SECRET_VARIABLE, kreward.secret_key)
    monkeypatch.setenv(PUBLIC_VARIABLE, kreward.public_key)
    fill_with_personal_data(folder, kreward)
    path = tmp_path / "support.zip"
    bundle.write(Options(data_dir=folder, camera="none"), path)
    planted = [kreward.secret_key, kreward.public_key, KEY.digits, str(Path.home())]
    planted += [PLANTED_EMAIL, PLANTED_NAME, PLANTED_CARD, "wilhelmina"]
    with zipfile.ZipFile(path) as opened:
        contents = {name: opened.read(name).decode() for name in opened.namelist()}
    for name, text in [("the archive", path.read_bytes().decode("latin-1")), *contents.items()]:
        assert not [each for each in planted if each.casefold() in text.casefold()], name
    assert len(contents) == 6
    (entry,) = json.loads(contents["outbox.json"])
    assert (entry["kind"], entry["state"]) == ("stamp", "waiting")
    assert json.loads(contents["settings.json"])["till_name"] == "18 characters"


def test_support_bundle_that_cannot_be_written_raises_an_error(tmp_path: Path, kreward: Sandbox) -> None:
    options = Options(data_dir=tmp_path / "till", base_url=kreward.base_url, camera="none")
    with pytest.raises(bundle.BundleUnsaved):
        bundle.write(options, tmp_path / "no" / "such" / "folder.zip")


def test_names_with_regex_characters_are_removed() -> None:
    scrub = bundle.Scrub(["a.b*", "陳大文", "x", " "])
    assert scrub("A.B* and 陳大文 and x") == "[name] and [name] and x"
