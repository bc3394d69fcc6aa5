"""Printed strips: the digits column and the words column, each read from its own ink."""

from __future__ import annotations

from tallyproof.read.strip.reader import read_strip

__all__ = ["read_strip"]
