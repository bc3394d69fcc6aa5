"""QR codes on sheets: a quick decoder first, then a reader that weighs each module."""

from tallyproof.read.qr.cascade import STEPS
from tallyproof.read.qr.find import Found, find_qr

__all__ = ["STEPS", "Found", "find_qr"]
