"""From transcriptions to station results: `settle`, a pure function of the definition and the entries."""

from tallyproof.check.settle import settle

__all__ = ["settle"]
