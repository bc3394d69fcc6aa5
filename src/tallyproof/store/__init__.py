"""The journal and the evidence: the only place where state is written.

Everything else in Tallyproof is a pure function of what is kept here.
"""

from __future__ import annotations

from tallyproof.store.evidence import Evidence, Kept
from tallyproof.store.journal import Appended, Draft, Entry, Journal
from tallyproof.store.opening import Store, open_election
from tallyproof.store.secret import create_secret, read_secret
from tallyproof.store.transfer import export_journal, import_journal

__all__ = [
    "Appended",
    "Draft",
    "Entry",
    "Evidence",
    "Journal",
    "Kept",
    "Store",
    "create_secret",
    "export_journal",
    "import_journal",
    "open_election",
    "read_secret",
]
