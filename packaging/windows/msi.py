"""What the MSI holds, as the XML that wixl compiles: a component for each file of the bundle, and three features.

The package is for a whole machine, and knows nothing of anybody's data: that stays, whatever happens to the program.
"""

import hashlib
import os
import re
from pathlib import Path
from xml.etree import ElementTree as ET

from product import COUNTER, NAME, PUBLISHER

UPGRADE_CODE = "5F4B1E0C-6C1B-4B5D-9B7D-2B6B0B1F5A61"
"""Names the product for ever: by it a newer package finds the older one and takes its place."""
REFUSAL = (
    # Type 2 is a program inside the package.
    "INSERT INTO `CustomAction` (`Action`, `Type`, `Source`, `Target`)"
    " VALUES ('RefuseWhileOpen', 2, 'IsOpen', '/in=[INSTALLDIR]')",
    "INSERT INTO `InstallExecuteSequence` (`Action`, `Sequence`) VALUES ('RefuseWhileOpen', 1001)",
)
"""What is added to the compiled package, since wixl cannot: once folders are known, and before anything is changed, the
helper runs, and its status ends an install, an update or an uninstall."""
_RUN_KEY = r"Software\Microsoft\Windows\CurrentVersion\Run"


def comparable(version: str) -> str:
    """Return the three numbers of a version, which is all that Windows compares."""
    return ".".join(re.findall(r"\d+", version)[:3])


def source(payload: Path, version: str, helper: Path, icon: Path, *, seen_from: Path) -> str:
    """Return the package of the bundle in `payload`; `helper` is the program that tells whether the app is open.

    `seen_from` is the folder that wixl is started in: it reads no absolute paths.
    """
    wix = ET.Element("Wix", xmlns="http://schemas.microsoft.com/wix/2006/wi")
    product = _add(wix, "Product", Id="*", Name=NAME, Manufacturer=PUBLISHER, Version=comparable(version),
        Language="1033", UpgradeCode=UPGRADE_CODE)  # fmt: skip
    _add(product, "Package", InstallerVersion="500", Compressed="yes", InstallScope="perMachine",
        Description=NAME, Manufacturer=PUBLISHER)  # fmt: skip
    _add(product, "MajorUpgrade", DowngradeErrorMessage=f"A newer {NAME} is installed already.")
    _add(product, "Media", Id="1", Cabinet="bundle.cab", EmbedCab="yes")
    _add(product, "Icon", Id="icon.ico", SourceFile=os.path.relpath(icon, seen_from))
    _add(product, "Property", Id="ARPPRODUCTICON", Value="icon.ico")
    _add(product, "Property", Id="ARPNOMODIFY", Value="1")
    _add(product, "Binary", Id="IsOpen", SourceFile=os.path.relpath(helper, seen_from))
    target = _add(product, "Directory", Id="TARGETDIR", Name="SourceDir")
    programs = _add(target, "Directory", Id="ProgramFiles64Folder")
    installed = _add(programs, "Directory", Id="INSTALLDIR", Name=NAME)
    components = _add_files(installed, payload, seen_from)
    menu = _add(target, "Directory", Id="ProgramMenuFolder")
    _add_feature(product, "Counter", [*components, _add_shortcut(menu, "Menu", NAME)], level=1)
    _add_feature(product, "Startup", [_add_startup(installed)], level=2)
    _add_feature(product, "Kiosk", [_add_shortcut(menu, "KioskMenu", f"{NAME} (kiosk)", "--kiosk")], level=2)
    ET.indent(wix)
    return ET.tostring(wix, encoding="unicode", xml_declaration=True)


def _add_files(folder: ET.Element, path: Path, seen_from: Path, inside: str = "") -> list[str]:
    """Everything in `path`; returns the components' ids."""
    components = []
    for each in sorted(path.iterdir()):
        place = f"{inside}/{each.name}"
        identity = "x" + hashlib.sha256(place.encode()).hexdigest()[:24]
        if each.is_dir():
            components += _add_files(_add(folder, "Directory", Id=identity, Name=each.name), each, seen_from, place)
        else:
            component = _add(folder, "Component", Id=f"c{identity}", Guid="*", Win64="yes")
            _add(component, "File", Id=identity, Source=os.path.relpath(each, seen_from), Name=each.name,
                KeyPath="yes")  # fmt: skip
            components.append(f"c{identity}")
    return components


def _add_shortcut(menu: ET.Element, identity: str, name: str, arguments: str = "") -> str:
    component = _add(menu, "Component", Id=identity, Guid="*", Win64="yes")
    _add(component, "Shortcut", Id=f"{identity}Link", Name=name, Target=f"[INSTALLDIR]{COUNTER}.exe",
        Arguments=arguments, WorkingDirectory="INSTALLDIR", Icon="icon.ico")  # fmt: skip
    _add(component, "RegistryValue", Root="HKLM", Key=rf"Software\{NAME}", Name=identity, Type="integer", Value="1",
        KeyPath="yes")  # fmt: skip
    return identity


def _add_startup(installed: ET.Element) -> str:
    component = _add(installed, "Component", Id="StartAtLogin", Guid="*", Win64="yes")
    _add(component, "RegistryValue", Root="HKLM", Key=_RUN_KEY, Name=NAME, Type="string",
        Value=f'"[INSTALLDIR]{COUNTER}.exe"', KeyPath="yes")  # fmt: skip
    return "StartAtLogin"


def _add_feature(product: ET.Element, identity: str, components: list[str], level: int) -> None:
    """Level 2 is installed only where ADDLOCAL names it."""
    feature = _add(product, "Feature", Id=identity, Title=identity, Level=str(level))
    for component in components:
        _add(feature, "ComponentRef", Id=component)


def _add(parent: ET.Element, tag: str, **attributes: str) -> ET.Element:
    return ET.SubElement(parent, tag, {name: value for name, value in attributes.items() if value})
