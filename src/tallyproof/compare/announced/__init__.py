"""An announcement against itself and against what is held: true or false under printed assumptions (tier A)."""

from tallyproof.compare.announced.certificate import (
    Certificate,
    certificate_of,
    certificate_record,
    verify_certificate,
)
from tallyproof.compare.announced.held import Held, held_of
from tallyproof.compare.announced.parts import announcement_parts
from tallyproof.compare.announced.report import Comparison, as_text, compare, compare_all
from tallyproof.compare.announced.station import HeldStation
from tallyproof.compare.announced.traces import TRACES
from tallyproof.compare.announced.wording import BOOK, assumption_text, names_of, sentence
from tallyproof.compare.statement import Statement

__all__ = [
    "BOOK",
    "TRACES",
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
