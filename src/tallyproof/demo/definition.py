"""The sample election's files of text: election.toml, the register, the announcement, somebody's table."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tallyproof.demo.country import (
    CANDIDATES,
    ELECTION_DAY,
    ENGLISH_NAME,
    LEVELS,
    LINES,
    NAME,
    BallotLine,
    Country,
    Station,
    Votes,
)

_LEVEL_NAMES = {"region": "Región", "district": "Distrito", "municipality": "Municipio"}


@dataclass(frozen=True, slots=True)
class Announced:
    """What the sample authority said, without any breakdown."""

    candidates: Mapping[str, int]
    percentages: Mapping[str, str]
    others: int
    others_percentage: str


def announce(valid: int) -> Announced:
    """Return an announcement of about so many valid votes, made from percentages of one decimal.

    Its winner is not the one the sheets show; its three counts are the percentages times their sum, rounded.
    """
    tenths = {"norte": 513, "este": 379, "": 108}
    total = valid
    while sum(_rounded(total, part) for part in tenths.values()) != total:
        total += 1
    return Announced(
        candidates={name: _rounded(total, part) for name, part in tenths.items() if name},
        percentages={name: _percentage(part) for name, part in tenths.items() if name},
        others=_rounded(total, tenths[""]),
        others_percentage=_percentage(tenths[""]),
    )


def announcement_toml(announced: Announced) -> str:
    """Return announcements/first-bulletin.toml."""
    votes = "\n".join(f"{name} = {count}" for name, count in announced.candidates.items())
    percentages = "\n".join(f'{name} = "{text}"' for name, text in announced.percentages.items())
    return f"""\
# Read out on the evening after the election; no figures by polling station were published.
title = "First bulletin of the electoral board"
date = 2024-03-11
contest = "president"
source = "Electoral board of the {ENGLISH_NAME} (invented), read out; 'all stations counted'"

[candidates]
{votes}

[percentages]
{percentages}

[others]
votes = {announced.others}
percentage = "{announced.others_percentage}"

[[coverage]]
unit = "stations"
value = "100"
"""


def stations_csv(country: Country) -> str:
    """Return the register."""
    rows: list[Sequence[str | int]] = [
        ["station", "registered", "region_code", "region", "district_code", "district", "municipality_code",
         "municipality", "place_code", "place", "address", "document"],
    ]  # fmt: skip
    for station in country.stations:
        areas = [cell for area in country.path(station) for cell in (area.code[-2:], area.name)]
        place = (station.place.code, station.place.name, station.place.address)
        rows.append([station.code, station.registered, *areas, *place, station.document])
    return as_csv(rows)


def table_csv(stations: Sequence[Station], votes: Mapping[str, Votes]) -> str:
    """Return the station table that a group of observers published: candidates, not ballot lines."""
    rows: list[Sequence[str | int]] = [
        ["station", "registered", *(one.name for one in CANDIDATES), "valid", "null", "blank", "cast"]
    ]
    for station in stations:
        own = votes[station.code]
        by_candidate = votes_by_candidate(own)
        counts = (own.valid, own.null, own.blank, own.cast)
        rows.append([station.code, station.registered, *by_candidate.values(), *counts])
    return as_csv(rows)


def votes_by_candidate(votes: Votes) -> dict[str, int]:
    """Return the votes of each candidate over all ballot lines, in the order of the ballot."""
    sums = dict.fromkeys((one.id for one in CANDIDATES), 0)
    for line, count in zip(LINES, votes.lines, strict=True):
        sums[line.candidate] += count
    return sums


def as_csv(rows: Sequence[Sequence[str | int]]) -> str:
    """Return rows as CSV with LF line ends."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def election_toml(country: Country) -> str:
    """Return election.toml, with a comment wherever a newcomer would ask."""
    registered = sum(station.registered for station in country.stations)
    return "\n".join(
        (
            _HEAD.format(name=NAME, english=ENGLISH_NAME, day=ELECTION_DAY),
            *(_level(level) for level in LEVELS),
            _REGISTER.format(stations=len(country.stations), registered=registered),
            *(f'  [[contests.candidates]]\n  id = "{one.id}"\n  name = "{one.name}"\n' for one in CANDIDATES),
            *(_line(line) for line in LINES),
            _COUNTS,
            _LAYOUTS.format(lines=", ".join(f'"{line.id}"' for line in LINES), more=len(LINES) - 1),
            _TABLE + "".join(f'  {one.id} = "{one.name}"\n' for one in CANDIDATES),
        )
    )


def _line(line: BallotLine) -> str:
    return f'  [[contests.lines]]\n  id = "{line.id}"\n  name = "{line.name}"\n  candidate = "{line.candidate}"\n'


def _level(level: str) -> str:
    return (
        f'[[levels]]\nid = "{level}"\n'
        f'name = {{ en = "{level.capitalize()}", es = "{_LEVEL_NAMES[level]}" }}\n'
        f'code = "{{{level}_code}}"\nlabel = "{{{level}}}"\n'
    )


def _rounded(total: int, tenths: int) -> int:
    """Return that many tenths of a percent of the total, halves up, as people round."""
    return (total * tenths * 2 + 1000) // 2000


def _percentage(tenths: int) -> str:
    return f"{tenths // 10}.{tenths % 10}"


_HEAD = """\
# {english}: an invented election to try Tallyproof with. 'tallyproof demo' made this folder; nothing here is real.

[election]
id = "sample-2024-president"
title = {{ en = "{english} (invented): president, 10 March 2024", es = "{name} (inventada): presidencia, 10 de marzo de 2024" }}
country = "{english}"
date = {day}
origin = "tallyproof.example/sample-2024-president"   # the name of the log; choose one that you own
stages = ["station-count"]                            # the count at the polling station

[privacy]
images = "already-redacted"   # where names and signatures would stand, the sheets have a black box
secrecy_floor = 10            # stations with fewer ballots than this are warned about

[gate]
ranking_from = "50%"          # below this share of stations no ranking is shown

# Areas from the top down. 'code' and 'label' are templates over the columns of stations.csv.
"""  # noqa: E501 - one line of TOML

_REGISTER = """\
[register]
station = "{{station}}"
place = "{{place_code}}"
place_name = "{{place}}, {{address}}"
registered = "registered"
complete = true               # every polling station of the country is in it
source = "register of the electoral board (invented)"
cap = {{ rule = "registered", source = "electoral law (invented): nobody votes outside the own station" }}

[[universe]]
id = "register"
stations = {stations}
registered = {registered}
source = "register of the electoral board (invented)"
default = true

# Who sends sheets and tables, and how far that origin is known.
[[sources]]
name = "observers"
title = {{ en = "Network of citizen observers", es = "Red de observación ciudadana" }}
provenance = "accredited"

[[sources]]
name = "university"
title = {{ en = "Table of the university's election desk", es = "Tabla de la mesa electoral universitaria" }}
provenance = "accredited"

[[sources]]
name = "anonymous"
title = {{ en = "Sent in without a name", es = "Enviado sin nombre" }}
provenance = "unknown"

[[contests]]
id = "president"
name = {{ en = "President of the Republic", es = "Presidencia de la República" }}
"""

_COUNTS = """\
  [[contests.counts]]
  id = "valid"
  name = { en = "Valid votes", es = "Votos válidos" }
  role = "valid"

  [[contests.counts]]
  id = "null"
  name = { en = "Null votes", es = "Votos nulos" }
  role = "rejected"

  [[contests.counts]]
  id = "blank"
  name = { en = "Blank votes", es = "Votos en blanco" }
  role = "blank"

  [[contests.counts]]
  id = "cast"
  name = { en = "Ballots cast", es = "Votos emitidos" }
  role = "cast"

  [[contests.identities]]
  id = "candidates-equal-valid"
  left = ["candidates"]
  right = ["valid"]
  consequence = "blocks"          # held back until people have looked at the sheet

  [[contests.identities]]
  id = "ballots-add-up"
  left = ["valid", "null", "blank"]
  right = ["cast"]
  consequence = "inconsistency"   # the paper does not add up: shown, and counted as written

  [[contests.outcome]]
  id = "first-place"
  kind = "plurality"

  [[contests.outcome]]
  id = "no-second-round"
  kind = "threshold"
  share = "50%"
  text = { en = "more than half of the valid votes, so no second round", es = "más de la mitad de los votos válidos: no hay segunda vuelta" }
"""  # noqa: E501 - one line of TOML

_LAYOUTS = r"""
# The strip that a voting machine prints; its QR code carries the ballot lines in this order, and the layout file says
# where the same figures stand in digits and in words.
[[layouts]]
id = "strip"
form = "layouts/strip.toml"
contest = "president"
pattern = '(?P<place>\d{{9}})\.(?P<number>\d{{2}})\.1\.0001!(?P<lines>\d{{1,4}}(,\d{{1,4}}){{{more}}})!(?P<null>\d{{1,4}})!(?P<blank>\d{{1,4}})'
station = "{{place:09}}.{{number:02}}"
lines = [{lines}]
counts = {{ null = "null", blank = "blank" }}
required_checks = ["register", "within-cap", "candidates-equal-valid", "ballots-add-up"]

# The form that people fill in by hand where no machine stands; its QR code carries the totals too.
[[layouts]]
id = "form"
contest = "president"
pattern = 'F1!(?P<place>\d{{9}})\.(?P<number>\d{{2}})!(?P<lines>\d{{1,4}}(,\d{{1,4}}){{{more}}})!(?P<valid>\d{{1,4}})!(?P<null>\d{{1,4}})!(?P<blank>\d{{1,4}})!(?P<cast>\d{{1,4}})'
station = "{{place:09}}.{{number:02}}"
lines = [{lines}]
counts = {{ valid = "valid", null = "null", blank = "blank", cast = "cast" }}
required_checks = ["register", "within-cap", "candidates-equal-valid", "ballots-add-up"]
"""  # noqa: E501 - a pattern is one line of TOML

_TABLE = """\
[[tables]]
id = "university"
source = "university"
contest = "president"
title = { en = "Station table of the university, 11 March 2024", es = "Tabla por mesa de la universidad, 11 de marzo de 2024" }
encoding = "utf-8"
station = "{station}"
registered = "registered"
counts = { valid = "valid", null = "null", blank = "blank", cast = "cast" }
required_checks = ["register", "within-cap", "candidates-equal-valid", "ballots-add-up"]

  [tables.candidates]
"""  # noqa: E501 - one line of TOML
