"""A shop from a file: what it may hold, and how invalid files are explained."""

import json
from pathlib import Path
from typing import Any

import pytest

from kreward_pos.errors import SettingsRefused
from kreward_pos.sandbox.seed_file import read_seed
from kreward_pos.sandbox.server import Sandbox

CARD = "eb7fde91-6d1b-4258-a7a3-011b58e572d5"
TEA = {"name": "Tea card", "tiers": [{"at": 9, "name": "A pot"}, {"at": 3, "name": "A cup"}]}
POINTS = {"name": "Points", "id": CARD.upper(), "type": "points", "tiers": [{"at": 50, "name": "A cake"}]}
ANN = {"email": "ann@example.com", "name": "Ann"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "tea.json"


def shop(**fields: Any) -> dict[str, Any]:
    return {"name": "Tea & Co", "templates": [TEA, POINTS], **fields}


def test_seed_file_sets_cards_and_customers(file: Path) -> None:
    given = [ANN, ANN | {"template": "Points", "balance": 60, "redeemed": [50], "card_id": CARD}]
    file.write_text(json.dumps(shop(customers=given)))
    seed, (stamps, points) = read_seed(file)
    assert [(each.name, each.kind, each.goal) for each in seed.active] == [
        ("Tea card", "stamps", 9),
        ("Points", "points", 50),
    ]
    assert [tier.at for tier in seed.default.tiers] == [3, 9]
    assert (stamps.template, stamps.balance, points.balance, points.redeemed) == (seed.default, 0, 60, (50,))
    assert (points.card_id, points.template.id) == (CARD, CARD)


def test_omitted_ids_are_the_same_at_every_start(file: Path, tmp_path: Path) -> None:
    file.write_text(json.dumps(shop(customers=[ANN])))
    assert read_seed(file) == read_seed(file)
    for _ in range(2):
        with Sandbox(seed=file, data_dir=tmp_path / "kept") as sandbox:
            balance = sandbox.apply_elsewhere("ann@example.com", 1).balance
    assert balance == 2


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "tea.json: Input data was truncated"),
        (b"{", "tea.json: Input data was truncated"),
        (b"\xff\xfe{}", "tea.json: JSON is malformed"),
        (b'{"name": "\xff", "templates": []}', "tea.json: "),
        (b'{"name": "\\ud800", "templates": []}', "tea.json: "),
        (b"[" * 100_000, "tea.json: "),
        (b'{"name": ' + b"[" * 100_000, "tea.json: "),
        (b"[]", "tea.json: Expected `object`, got `array`"),
        ({"name": "Tea"}, "missing required field `templates`"),
        (shop(templates=[]), "the shop needs a template that is active"),
        (shop(templates=[TEA | {"active": False}]), "the shop needs a template that is active"),
        (shop(templates=[TEA, TEA]), "two templates have the same name"),
        (shop(templates=[POINTS, POINTS | {"name": "More"}]), "two templates have the same id"),
        (shop(templates=[TEA | {"type": "miles"}]), "Invalid enum value 'miles' - at `$.templates[0].type`"),
        (shop(templates=[TEA | {"tiers": []}]), "Expected `array` of length >= 1 - at `$.templates[0].tiers`"),
        (shop(templates=[TEA | {"goal": 8}]), "Object contains unknown field `goal`"),
        (shop(templates=[TEA | {"id": "tea"}]), "Invalid UUID - at `$.templates[0].id`"),
        (shop(customers=[ANN | {"balance": -1}]), "Expected `int` >= 0 - at `$.customers[0].balance`"),
        (shop(customers=[ANN | {"balance": 10**30}]), "Expected `int` <= 1000000000 - at `$.customers[0].balance`"),
        (shop(customers=[ANN | {"email": "ann"}]), "tea.json: customer 1: invalid_email"),
        (shop(customers=[ANN, ANN]), "tea.json: customer 2: card_exists"),
        (shop(customers=[ANN | {"template": "Coffee"}]), "customer 1: no active template has that name or id"),
        (shop(customers=[ANN | {"redeemed": [4]}]), "customer 1: redeemed must name tiers of the template, each once"),
        (shop(customers=[ANN | {"redeemed": [3, 3]}]), "customer 1: redeemed must name tiers"),
        (
            shop(customers=[ANN | {"card_id": CARD}, ANN | {"email": "bo@example.com", "card_id": CARD}]),
            "customer 2: another card has this card_id",
        ),
    ],
)
def test_invalid_seed_file_is_explained(file: Path, content: Any, problem: str) -> None:
    file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    with pytest.raises(SettingsRefused) as caught:
        read_seed(file)
    assert problem in caught.value.sentence
    assert caught.value.sentence.startswith("--seed: ")


def test_unreadable_seed_file_is_explained(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing.json"):
        with pytest.raises(SettingsRefused, match="a JSON file that can be read"):
            read_seed(path)


def test_data_folder_of_another_shop_is_refused_and_unchanged(file: Path, tmp_path: Path) -> None:
    file.write_text(json.dumps(shop(customers=[ANN])))
    kept = tmp_path / "kept"
    with Sandbox(seed=file, data_dir=kept):
        pass
    for seed in ("demo", "empty"):
        with pytest.raises(SettingsRefused, match="the folder keeps another shop"), Sandbox(seed=seed, data_dir=kept):
            pass
    with Sandbox(seed=file, data_dir=kept) as sandbox:
        assert sandbox.standing("ann@example.com").name == "Ann"
