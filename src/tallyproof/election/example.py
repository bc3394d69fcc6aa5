"""The folder that `tallyproof init` makes: a small invented city, every table of election.toml explained."""

from __future__ import annotations

from tallyproof.election.definition import ELECTION_FILE, REGISTER_FILE

ANNOUNCEMENT_FILE = "announcements/example.toml"


def example_files() -> dict[str, bytes]:
    """Return the files of a commented election folder that loads cleanly, by path inside the folder."""
    texts = {ELECTION_FILE: _ELECTION, REGISTER_FILE: _STATIONS, ANNOUNCEMENT_FILE: _ANNOUNCEMENT}
    return {path: text.encode("utf-8") for path, text in texts.items()}


_ELECTION = r"""# One election, in one file. Everything here is invented: replace it with yours, from the top down.
# Each key is explained in docs/election-toml.md. A key that is not known is refused, with the nearest known one.
# See what the program understands at any time: tallyproof tally .

[election]
id = "lindenport-2026-mayor"
title = { en = "Lindenport: mayor, 7 June 2026", es = "Lindenport: alcaldía, 7 de junio de 2026" }
country = "Lindenport (invented)"
date = 2026-06-07
origin = "tallyproof.example/lindenport-2026-mayor"  # name of the public log: a domain that you own, for ever the same
stages = ["station-count", "official"]               # counts that follow each other; they never overwrite each other
headline_stage = "station-count"                     # the one on the front page
languages = ["en", "es"]                             # of the published site; the first one is the front page
rehearsal = true                                     # every page says so; false when it becomes serious

[privacy]
images = "none"       # "already-redacted" only if no name, number, signature or face is on any picture
secrecy_floor = 10    # warn about stations with fewer ballots than this: they can give votes away

[gate]
not_before = 2026-06-07T20:00:00Z   # nothing is published before polls have closed everywhere
ranking_from = "20%"                # below this share of stations no ranking is shown

# Areas from the top down, any number of levels. 'code' and 'label' are templates: {column of stations.csv}.
# A code must be unique inside the area above it; {column:02} pads digits with zeros.
[[levels]]
id = "borough"
name = { en = "Borough", es = "Distrito" }
code = "{borough_no}"
label = "{borough}"

[[levels]]
id = "ward"
name = { en = "Ward", es = "Barrio" }
code = "{ward_no:02}"
label = "{ward}"

# The polling stations: stations.csv beside this file, with any column names.
[register]
station = "{centre:04}.{table:02}"   # the id that sheets and tables must lead to as well
place = "{centre:04}"                # the building: several stations may stand in one
place_name = "{centre_name}"
registered = "voters"                # column with the registered voters; an empty cell is "not known"
complete = true                      # all stations of the city are in it; false if you are not sure
encoding = "utf-8"
delimiter = ","
source = "register of the city's electoral board, 1 May 2026"

# The most votes that a station can still bring: without it nothing is said about "can no longer change".
[register.cap]
rule = "registered"   # registered voters + plus; or "column" with column = "…", or "fixed" with votes = …
plus = 5              # staff and party agents may vote where they serve
source = "electoral code, article 12 (invented)"

# How many stations and voters there are, and who says so. Several rolls may stand beside each other.
[[universe]]
id = "board"
stations = 6
registered = 2410
source = "electoral board, notice 3 of 2 May 2026"
default = true

# Who sends sheets and tables. 'unknown' is shown and can never move a published total by itself.
[[sources]]
name = "observers"
title = { en = "Citizen observers", es = "Observación ciudadana" }
provenance = "accredited"   # or "authority", "separate-copy", "unknown"
url = "https://observers.example/"

[[sources]]
name = "open-inbox"
title = { en = "Sent in by anybody", es = "Enviado por cualquiera" }
provenance = "unknown"

# What is voted on: one office or question each. A second round is a contest of its own, with round = 2.
[[contests]]
id = "mayor"
name = { en = "Mayor", es = "Alcaldía" }
round = 1

  # The candidates, with short ids that never change.
  [[contests.candidates]]
  id = "alder"
  name = "Ada Alder"

  [[contests.candidates]]
  id = "birch"
  name = "Ben Birch"

  # Ballot lines, in the order of the paper; several may serve one candidate.
  [[contests.lines]]
  id = "alder-river"
  name = "River List"
  candidate = "alder"

  [[contests.lines]]
  id = "alder-gardens"
  name = "Gardens for All"
  candidate = "alder"

  [[contests.lines]]
  id = "birch-harbour"
  name = "Harbour Union"
  candidate = "birch"

  # Other counts on the paper. 'role' says in the field's terms what a count is.
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
  absent = "missing"   # a source without it does not know it; "zero" where blank votes cannot occur

  [[contests.counts]]
  id = "cast"
  name = { en = "Ballots cast", es = "Votos emitidos" }
  role = "cast"

  # Sums that the paper should obey; 'candidates' stands for the votes of all candidates.
  [[contests.identities]]
  id = "candidates-equal-valid"
  left = ["candidates"]
  right = ["valid"]
  tolerance = 0
  consequence = "blocks"          # held back until people have looked

  [[contests.identities]]
  id = "ballots-add-up"
  left = ["valid", "null", "blank"]
  right = ["cast"]
  tolerance = 2
  consequence = "inconsistency"   # shown as such, counted as written

  # What it takes to win, one condition each. Can votes still possible change it? is answered for every one.
  [[contests.outcome]]
  id = "first-place"
  kind = "plurality"

  [[contests.outcome]]
  id = "no-second-round"
  kind = "threshold"   # or "lead" with points = "10%"; "unsupported" gives totals and no sentence
  share = "50%"
  inclusive = false    # more than half; true means at least half
  text = { en = "more than half of the valid votes", es = "más de la mitad de los votos válidos" }

# A form, by its QR code: LP1!0102.01!120,30,98!248!3!1!252
# The pattern is a regular expression with named groups; 'lines' are the votes in the order listed below.
[[layouts]]
id = "strip"
kind = "qr"
contest = "mayor"
document = "tally-sheet"
pattern = 'LP1!(?P<centre>\d{4})\.(?P<table>\d{2})!(?P<lines>\d{1,4}(,\d{1,4}){2})!(?P<valid>\d{1,4})!(?P<null>\d{1,4})!(?P<blank>\d{1,4})!(?P<cast>\d{1,4})'
station = "{centre:04}.{table:02}"
separator = ","
lines = ["alder-river", "alder-gardens", "birch-harbour"]
counts = { valid = "valid", null = "null", blank = "blank", cast = "cast" }   # group = count
required_checks = ["register", "within-cap", "candidates-equal-valid", "ballots-add-up"]

# Somebody's station table: values are its column names. tallyproof import . TABLE.csv --source observers
[[tables]]
id = "observers-table"
source = "observers"
contest = "mayor"
title = { en = "Station table of the citizen observers", es = "Tabla por mesa de la observación ciudadana" }
url = "https://observers.example/table.csv"
method = "typed from photographs by two people each"
encoding = "auto"
delimiter = ","
station = "{centre:04}.{table:02}"
registered = "voters"
candidates = { alder = "Alder", birch = "Birch" }
counts = { valid = "Valid", null = "Null", blank = "Blank", cast = "Cast" }
required_checks = ["register", "within-cap", "candidates-equal-valid"]
"""  # noqa: E501 - a pattern is one line of TOML

_STATIONS = """\
centre,table,centre_name,borough_no,borough,ward_no,ward,voters
102,1,"Mill School, Weir Lane",1,North Bank,1,Weir,420
102,2,"Mill School, Weir Lane",1,North Bank,1,Weir,415
117,1,Public Library,1,North Bank,2,Hill,388
201,1,Fish Hall,2,South Bank,1,Harbour,462
201,2,Fish Hall,2,South Bank,1,Harbour,455
230,1,Tram Depot,2,South Bank,2,Depot,270
"""

_ANNOUNCEMENT = """\
# What an authority announced, one file each: figures exactly as they were given. Invented; replace or delete it.
title = "First bulletin of the electoral board"
date = 2026-06-07
contest = "mayor"
stage = "station-count"
area = ""            # the whole; or an area code such as "1" or "1-02"
source = "electoral board, read out at 22:10"
url = "https://board.example/bulletin-1"

[candidates]
alder = 903
birch = 737

[percentages]        # as text, so that "55.1" keeps its one decimal
alder = "55.1"
birch = "44.9"

[counts]
valid = 1640

[[coverage]]         # as it was claimed, in the unit that was named
unit = "stations"
value = "95"
"""
