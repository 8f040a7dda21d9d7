"""What the licence check accepts and refuses, and what it writes; over made-up packages and this environment."""

import importlib.util
import json
import sys
from importlib.metadata import PathDistribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

REPOSITORY = Path(__file__).parents[2]

_spec = importlib.util.spec_from_file_location("licences", REPOSITORY / "packaging" / "licences.py")
assert _spec is not None
assert _spec.loader is not None
licences = importlib.util.module_from_spec(_spec)
sys.modules["licences"] = licences  # where dataclasses look up their own module
_spec.loader.exec_module(licences)


def installed(folder: Path, name: str, *lines: str, texts: tuple[str, ...] = ()) -> PathDistribution:
    """A package's metadata, as pip leaves it, with `texts` of its licence."""
    about = folder / f"{name}-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("\n".join(["Metadata-Version: 2.4", f"Name: {name}", "Version: 1.0", *lines, ""]))
    for text in texts:
        (about / text).write_text(f"{text} of {name}")
    (about / "RECORD").write_text("".join(f"{about.name}/{each},,\n" for each in ("METADATA", *texts)))
    return PathDistribution(about)


@pytest.mark.parametrize(
    ("expression", "is_allowed"),
    [
        ("MIT", True),
        ("BSD-3-Clause AND 0BSD AND MIT", True),
        ("LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only", True),
        ("GPL-3.0-only", False),
        ("MIT AND GPL-3.0-only", False),
        ("AGPL-3.0-only OR GPL-3.0-only", False),
        ("Proprietary", False),
        ("(MIT OR GPL-3.0-only) AND Apache-2.0", True),
        ("(MIT OR GPL-3.0-only) AND (GPL-3.0-only OR SSPL-1.0)", False),
        ("((MIT AND GPL-3.0-only) OR ISC) AND Zlib", True),
        ("", False),
    ],
)
def test_one_side_of_an_or_is_enough_and_every_part_of_an_and_counts(expression: str, is_allowed: bool) -> None:
    assert licences.is_allowed(expression) is is_allowed


@pytest.mark.parametrize(
    ("line", "licence"),
    [
        ("License-Expression: MIT", "MIT"),
        ("License: Apache 2.0", "Apache-2.0"),
        ("License: " + "You may use it. " * 20, ""),
        ("Summary: tells nothing", ""),
    ],
)
def test_a_licence_is_read_from_the_metadata(tmp_path: Path, line: str, licence: str) -> None:
    assert licences.licence_of("made-up", installed(tmp_path, "made_up", line)) == licence


def test_packages_that_may_not_be_distributed_are_named() -> None:
    parts = [
        licences.Part("fine", "1.0", "MIT", {"LICENSE": "…"}),
        licences.Part("strict", "1.0", "GPL-3.0-only", {"LICENSE": "…"}),
        licences.Part("silent", "1.0", "", {"LICENSE": "…"}),
        licences.Part("wordless", "1.0", "MIT"),
        licences.Part("libdb-5.3.so", "", "", is_package=False),
    ]
    assert [fault.split(":")[0] for fault in licences.faults(parts)] == ["strict", "silent", "wordless", "libdb-5.3.so"]


def test_everything_in_this_environment_may_be_distributed() -> None:
    shipped = licences.packages(licences.project_dependencies(REPOSITORY / "pyproject.toml"))
    assert {"httpx", "pyside6-essentials", "shiboken6", "pynacl", "cffi"} <= set(shipped)
    assert not {"pytest", "mypy", "packaging"} & set(shipped)
    assert list(licences.faults([licences.python_itself(), *shipped.values()])) == []


def test_the_typeface_comes_with_its_licence() -> None:
    typeface = licences.typeface()
    assert (typeface.name, typeface.licence) == ("Inter", "OFL-1.1")
    assert list(licences.faults([typeface])) == []
    told = licences.notices([typeface])
    assert "Inter 4.1.1: OFL-1.1" in told
    assert "SIL OPEN FONT LICENSE Version 1.1" in told


def test_every_exception_in_the_lists_is_used() -> None:
    named = " AND ".join([*licences.READINGS.values(), *licences.LIBRARIES])
    assert all(licences.is_allowed(each) for each in [*licences.READINGS.values(), *licences.LIBRARIES])
    assert all(reason for reason in licences.ALLOWED.values())
    assert "LGPL-3.0-only" in named


def test_libraries_in_a_bundle_are_recognised_by_their_names(tmp_path: Path) -> None:
    for name in ("libssl.so.3", "libQt6Core.so.6", "libdb-5.3.so", "libxcb-icccm.so.4"):
        (tmp_path / name).write_bytes(b"")
    found = licences.system_libraries(tmp_path, [])
    assert {name: part.licence for name, part in found.items()} == {
        "libssl.so.3": "Apache-2.0",
        "libQt6Core.so.6": "LGPL-3.0-only",
        "libdb-5.3.so": "",
        "libxcb-icccm.so.4": "MIT",
    }


def test_unknown_library_is_found_on_every_system(tmp_path: Path) -> None:
    for name in ("libdb-5.3.so", "libdb.5.dylib", "mystery.dll", "VERSION", "libssl.txt"):
        (tmp_path / name).write_bytes(b"")
    found = licences.system_libraries(tmp_path, [])
    assert {name: part.licence for name, part in found.items()} == dict.fromkeys(
        ("libdb-5.3.so", "libdb.5.dylib", "mystery.dll"), ""
    )
    assert len(list(licences.faults(found.values()))) == 3


def test_published_opencv_contains_parts_of_ffmpeg(tmp_path: Path) -> None:
    published = installed(tmp_path, "opencv_python_headless", texts=("LICENSE.txt", "LICENSE-3RD-PARTY.txt"))
    assert licences.linked_in(published) == {}
    assert "LGPL-2.1-or-later" in licences.licence_of("opencv-python-headless", published)


def test_opencv_compiled_here_lists_what_is_linked_into_it(tmp_path: Path) -> None:
    compiled = installed(tmp_path, "opencv_python_headless", texts=("LICENSE.txt", "LICENSE-3RD-PARTY.txt"))
    about = tmp_path / "opencv_python_headless-1.0.dist-info"
    (about / "LICENSE-3RD-PARTY.txt").unlink()
    for library, text in (("libjpeg-turbo", "README.ijg"), ("libpng", "LICENSE"), ("secret-sauce", "LICENSE")):
        (about / "linked-in" / library).mkdir(parents=True)
        (about / "linked-in" / library / text).write_text(f"the words of {library}")
    parts = licences.linked_in(compiled)
    assert licences.licence_of("opencv-python-headless", compiled) == "Apache-2.0"
    assert dict(licences._texts(compiled)).keys() == {"LICENSE.txt"}
    assert parts["libjpeg-turbo"].licence == "IJG AND BSD-3-Clause AND Zlib"
    assert "the words of libpng" in licences.notices(parts.values())
    assert [fault.split(":")[0] for fault in licences.faults(parts.values())] == ["secret-sauce"]


def test_components_listed_by_a_package_are_counted(tmp_path: Path) -> None:
    told = installed(tmp_path, "made_up", texts=("LICENSE",))
    about = tmp_path / "made_up-1.0.dist-info"
    (about / "sboms").mkdir()
    crates = [
        {"name": "itoa", "version": "1.0.18", "licenses": [{"expression": "MIT OR Apache-2.0"}], "scope": "required"},
        {"name": "cc", "version": "1.4.0", "licenses": [{"expression": "MIT OR Apache-2.0"}], "scope": "excluded"},
        {"name": "openssl", "version": "4.0.3"},
        {"name": "secret-sauce", "version": "1.0"},
    ]
    (about / "sboms" / "rust.json").write_text(json.dumps({"components": crates}))
    with (about / "RECORD").open("a") as record:
        record.write(f"{about.name}/sboms/rust.json,,\n")
    parts = licences.told_inside(told)
    assert {name: part.licence for name, part in parts.items()} == {
        "itoa": "MIT OR Apache-2.0",
        "openssl": "Apache-2.0",
        "secret-sauce": "",
    }
    assert [fault.split(":")[0] for fault in licences.faults(parts.values())] == ["secret-sauce"]


def test_notices_name_the_sources_where_a_licence_requires_it() -> None:
    def told(*parts: tuple[str, str]) -> str:
        text = str(licences.notices([licences.Part(name, "", licence) for name, licence in parts]))
        return text.partition("Sources of")[2].partition("-----")[0]

    assert "zbar" in told(("libzbar.so.0", "LGPL-2.1-or-later"))
    assert "apt-get source" in told(("libglib-2.0.so.0", "LGPL-2.1-or-later"))
    assert "apt-get source" not in told(("libzbar.so.0", "LGPL-2.1-or-later"), ("libssl.so.3", "Apache-2.0"))
    assert "FFmpeg" in told(("opencv-python-headless", "Apache-2.0 AND LGPL-2.1-or-later"))
    assert "FFmpeg" not in told(("opencv-python-headless", "Apache-2.0"))


def test_library_of_a_package_is_not_counted_twice(tmp_path: Path) -> None:
    shipped = licences.packages([Requirement("apsw-sqlite3mc")])
    assert list(shipped) == ["apsw-sqlite3mc"]
    (tmp_path / "libother.so").write_bytes(b"")
    assert list(licences.system_libraries(tmp_path, shipped)) == ["libother.so"]


def test_notices_contain_each_text_once() -> None:
    parts = [
        licences.Part("b", "2.0", "MIT", {"LICENSE": "Permission is hereby granted …"}),
        licences.Part("a", "1.0", "MIT", {"LICENSE": "Permission is hereby granted …"}),
        licences.Part("pyside6-essentials", "6", "LGPL-3.0-only OR GPL-2.0-only"),
    ]
    text = licences.notices(parts)
    assert text.index("  a 1.0: MIT") < text.index("  b 2.0: MIT")
    assert "  pyside6-essentials 6: LGPL-3.0-only\n" in text
    assert text.count("Permission is hereby granted …") == 1
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in text
    assert "https://download.qt.io/official_releases/" in text


def test_inventory_names_every_part() -> None:
    parts = [
        licences.Part("httpx", "0.28.1", "BSD-3-Clause"),
        licences.Part("libssl.so.3", "", "Apache-2.0", is_package=False),
    ]
    bom = licences.sbom(parts, "1.2.0")
    assert bom["metadata"]["component"]["version"] == "1.2.0"
    httpx, ssl = bom["components"]
    assert httpx["purl"] == "pkg:pypi/httpx@0.28.1"
    assert httpx["licenses"] == [{"expression": "BSD-3-Clause"}]
    assert (ssl["name"], "purl" in ssl) == ("libssl.so.3", False)
