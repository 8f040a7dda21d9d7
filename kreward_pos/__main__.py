"""`python -m kreward_pos`."""

import sys

from kreward_pos.cli import main

if __name__ == "__main__":
    sys.exit(main())
