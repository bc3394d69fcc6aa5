"""A sample election of a country that does not exist, with rendered sheets; it only makes files."""

from tallyproof.demo.plan import Case
from tallyproof.demo.sample import Sample, make_sample

__all__ = ["Case", "Sample", "make_sample"]
