"""A check of the transcription: how surely errors of reading did not change the outcome (tier B, statistics.md B4).

It is never called a risk-limiting audit: pictures are held against figures, not papers against pictures.
"""

from tallyproof.compare.audit.book import BOOK, TRACES
from tallyproof.compare.audit.drawing import MOST_DRAWS, dice_seed, draws_of
from tallyproof.compare.audit.following import (
    STOP,
    Audit,
    Settled,
    audits_of,
    check_percentages,
    latest,
    rest_of,
    settled_at,
)
from tallyproof.compare.audit.forms import Sheet, agreed, form_csv, form_html, read_form
from tallyproof.compare.audit.manifest import SCALE, SCOPES, Manifest, Unit, manifest_of
from tallyproof.compare.audit.report import audit_parts, audit_statements
from tallyproof.compare.audit.risk import METHODS, Risk, alpha, draws_needed, kaplan_markov, more_if_clean, risk

__all__ = [
    "BOOK",
    "METHODS",
    "MOST_DRAWS",
    "SCALE",
    "SCOPES",
    "STOP",
    "TRACES",
    "Audit",
    "Manifest",
    "Risk",
    "Settled",
    "Sheet",
    "Unit",
    "agreed",
    "alpha",
    "audit_parts",
    "audit_statements",
    "audits_of",
    "check_percentages",
    "dice_seed",
    "draws_needed",
    "draws_of",
    "form_csv",
    "form_html",
    "kaplan_markov",
    "latest",
    "manifest_of",
    "more_if_clean",
    "read_form",
    "rest_of",
    "risk",
    "settled_at",
]
