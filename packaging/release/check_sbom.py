"""Check inventories against CycloneDX's own schema:

check_sbom.py FILE …
"""

import sys
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator


def main() -> int:
    """Report on each file named; 1 where one is not what it should be."""
    is_good = True
    for path in map(Path, sys.argv[1:]):
        fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(path.read_text(encoding="utf-8"))
        is_good = is_good and fault is None
        print(f"{path}: {'as CycloneDX 1.6 has it' if fault is None else fault}")
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
