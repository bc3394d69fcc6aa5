"""An announcement against itself and against what is held: true or false under printed assumptions (tier A)."""

from tallyproof.compare.announced import (
    Certificate,
    Comparison,
    Held,
    HeldStation,
    announcement_parts,
    as_text,
    assumption_text,
    certificate_of,
    certificate_record,
    compare,
    compare_all,
    held_of,
    names_of,
    sentence,
    verify_certificate,
)
from tallyproof.compare.statement import Statement

__all__ = [
    "Certificate",
    "Comparison",
    "Held",
    "HeldStation",
    "Statement",
    "announcement_parts",
    "as_text",
    "assumption_text",
    "certificate_of",
    "certificate_record",
    "compare",
    "compare_all",
    "held_of",
    "names_of",
    "sentence",
    "verify_certificate",
]
