"""A report of everything that the methods of judgement say: pages that need nothing else, and a twin for machines."""

from tallyproof.report.content import Report
from tallyproof.report.page import TWIN_FILE, page_name, report_html
from tallyproof.report.stations import STATIONS_FILE, stations_csv
from tallyproof.report.twin import ReportFile, read_twin, twin_bytes, twin_of
from tallyproof.report.wording import LANGUAGES

__all__ = [
    "LANGUAGES",
    "STATIONS_FILE",
    "TWIN_FILE",
    "Report",
    "ReportFile",
    "page_name",
    "read_twin",
    "report_html",
    "stations_csv",
    "twin_bytes",
    "twin_of",
]
