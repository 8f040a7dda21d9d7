"""Codes drawn on the spot, as the scanner's tests have them."""

from tests.scan.conftest import code, counter

__all__ = ["code", "counter"]
