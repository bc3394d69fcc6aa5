"""QR codes on sheets: quick decoders first, then a reader that reasons about each module."""

from tallyproof.read.qr.cascade import STEPS, Found, find_qr

__all__ = ["STEPS", "Found", "find_qr"]
