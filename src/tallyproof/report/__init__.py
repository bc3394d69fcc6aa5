"""A report of everything that the methods of judgement say: pages that need nothing else, and a twin for machines."""

from tallyproof.report.content import QUESTIONS, RANKING, Question, Report, Section, is_gated
from tallyproof.report.page import TWIN_FILE, page_name, report_html
from tallyproof.report.stations import STATIONS_FILE, stations_csv
from tallyproof.report.twin import ReportFile, read_twin, twin_bytes, twin_of
from tallyproof.report.wording import LANGUAGES

__all__ = [
    "LANGUAGES",
    "QUESTIONS",
    "RANKING",
    "STATIONS_FILE",
    "TWIN_FILE",
    "Question",
    "Report",
    "ReportFile",
    "Section",
    "is_gated",
    "page_name",
    "read_twin",
    "report_html",
    "stations_csv",
    "twin_bytes",
    "twin_of",
]
