"""A published site held against its own entries: everything recomputed, or an error that names the place."""

from tallyproof.verify.archive import verify_archive
from tallyproof.verify.report import Headline, VerificationReport
from tallyproof.verify.site import verify_site

__all__ = ["Headline", "VerificationReport", "verify_archive", "verify_site"]
