"""Codes drawn by the tests, shared with the scanner's tests."""

from tests.scan.conftest import code, counter

__all__ = ["code", "counter"]
