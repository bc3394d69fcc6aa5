"""What is wrong with what a collation form claims to include; its totals are compared elsewhere, added nowhere."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from tallyproof.election import Definition
from tallyproof.model import AggregateSheet, Finding

SHOWN = 20


def aggregate_findings(definition: Definition, sheets: Iterable[AggregateSheet]) -> list[Finding]:
    """Return a finding for each form of an unknown contest, stage or area, or with stations that are in no register.

    `expected` are the nearest codes, `found` what the form says.
    """
    register = definition.register
    if register is None:
        return []
    findings = []
    for sheet in sheets:
        contest, entries = definition.contests.get(sheet.contest), (sheet.index,)
        if contest is None or contest.round != sheet.round or sheet.stage not in definition.file.election.stages:
            found = f"{sheet.contest}, round {sheet.round}, {sheet.stage}"
            findings.append(Finding("other-contest", "", sheet.contest, "", found, entries))
        if sheet.area and sheet.area not in register.areas:
            findings.append(Finding("aggregate-unknown-area", "", sheet.contest, "", sheet.area, entries))
        unknown = [code for code in sheet.stations or () if code not in register.stations]
        for code in islice(unknown, SHOWN):
            nearest = ", ".join(register.nearest(code))
            findings.append(Finding("aggregate-unknown-station", "", sheet.contest, nearest, code, entries))
        if len(unknown) > SHOWN:
            more = f"{len(unknown) - SHOWN} more codes"
            findings.append(Finding("aggregate-unknown-station", "", sheet.contest, "", more, entries))
    return findings
