"""The check of the translations, over small trees and over this repository."""

import ast
import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
PACKAGE = REPOSITORY / "kreward_pos"
TS = REPOSITORY / "resources" / "translations" / "kreward_pos_zh_HK.ts"

_spec = importlib.util.spec_from_file_location("translations", REPOSITORY / "packaging" / "translations.py")
assert _spec is not None
assert _spec.loader is not None
translations = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(translations)


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "panel.py").write_text(
        'class Panel(QWidget):\n    def retranslate(self):\n        self.tr("{n} to go")\n'
    )
    return folder


@pytest.fixture
def ts(tmp_path: Path, sources: Path) -> Path:
    """A file in step with the sources."""
    path = tmp_path / "kreward_pos_zh_HK.ts"
    translations.update(path, sources)
    translate(path, "還差 {n}")
    return path


def translate(path: Path, text: str) -> None:
    """Finish the one text of a file, and build it."""
    unfinished = '<translation type="unfinished"></translation>'
    path.write_text(path.read_text("utf-8").replace(unfinished, f"<translation>{text}</translation>"), "utf-8")
    translations.release(path, path.with_suffix(".qm"))


def test_catalogue_that_is_up_to_date_has_no_fault(ts: Path, sources: Path) -> None:
    assert list(translations.faults(ts, sources)) == []


def test_new_text_is_missing_until_it_is_translated(ts: Path, sources: Path) -> None:
    (sources / "errors.py").write_text('title = QT_TRANSLATE_NOOP(\n    "errors", "Not " "yet"\n)\n')
    assert list(translations.faults(ts, sources)) == ["missing, run `make translations`: errors: 'Not yet'"]
    translations.update(ts, sources)
    translations.release(ts, ts.with_suffix(".qm"))
    assert list(translations.faults(ts, sources)) == ["not translated: errors: 'Not yet'"]
    translate(ts, "尚未")
    assert list(translations.faults(ts, sources)) == []


def test_removed_text_is_stale_until_it_is_deleted(ts: Path, sources: Path) -> None:
    (sources / "panel.py").write_text("")
    assert list(translations.faults(ts, sources)) == ["stale, run `make translations`: Panel: '{n} to go'"]
    translations.update(ts, sources)
    translations.release(ts, ts.with_suffix(".qm"))
    assert list(translations.faults(ts, sources)) == []


def test_a_placeholder_must_be_kept(ts: Path, sources: Path) -> None:
    ts.write_text(ts.read_text("utf-8").replace("還差 {n}", "還差 {m}"), "utf-8")
    translations.release(ts, ts.with_suffix(".qm"))
    assert list(translations.faults(ts, sources)) == ["other placeholders than in the source: Panel: '{n} to go'"]


def test_compiled_catalogue_must_match_its_source(ts: Path, sources: Path) -> None:
    ts.write_text(ts.read_text("utf-8").replace("還差", "仍差"), "utf-8")
    assert [fault.split(":")[0] for fault in translations.faults(ts, sources)] == [
        "kreward_pos_zh_HK.qm is not what kreward_pos_zh_HK.ts makes"
    ]


def test_catalogues_of_this_repository_are_up_to_date() -> None:
    assert list(translations.faults(TS, PACKAGE)) == []


def test_lupdate_finds_every_text_in_its_runtime_context() -> None:
    """A second reading of the sources, by Python's own parser: a text that lupdate passed over would stay English."""
    looked_up = {found for path in PACKAGE.rglob("*.py") for found in texts_in(path)}
    assert {each.key for each in translations.messages(TS)} == looked_up


def texts_in(path: Path) -> Iterator[tuple[str, str]]:
    """Context and source of each text; `tr` looks it up by the class that it stands in."""
    tree = ast.parse(path.read_text("utf-8"))
    for owner in ast.walk(tree):
        if isinstance(owner, ast.ClassDef):
            for call in calls_in(owner, "tr"):
                yield owner.name, literal(call.args[0], path)
    for name in ("translate", "QT_TRANSLATE_NOOP"):
        for call in calls_in(tree, name):
            context = literal(call.args[0], path)
            # Errors are looked up by what their class says; the literals are found at the classes.
            if name == "QT_TRANSLATE_NOOP" or isinstance(call.args[1], ast.Constant):
                yield context, literal(call.args[1], path)


def calls_in(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called == name and len(node.args) >= (1 if name == "tr" else 2) and not is_number(node.args[0]):
                yield node


def is_number(node: ast.expr) -> bool:
    """A painter's `translate` moves; it has nothing to do with words."""
    return isinstance(node, ast.Constant) and not isinstance(node.value, str)


def literal(node: ast.expr, path: Path) -> str:
    assert isinstance(node, ast.Constant), f"{path}:{node.lineno}: lupdate reads literals only"
    assert isinstance(node.value, str)
    return node.value
