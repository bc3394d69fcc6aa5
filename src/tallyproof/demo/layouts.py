"""The sample election's layout file: where the strip prints its figures."""

from __future__ import annotations

from tallyproof.demo.country import LINES
from tallyproof.demo.strip import WORDS

STRIP_FILE = "layouts/strip.toml"


def strip_layout_toml() -> str:
    """Return layouts/strip.toml: the columns of the strip across its frame, its rows from the top down."""
    rows = "\n".join(f'  {{ label = "{line.name}", code = "{line.code}", field = "{line.id}" }},' for line in LINES)
    words = ", ".join(f'"{word}"' for word in WORDS)
    return f"""\
# The strip as print: digits and words are readings of their own, beside the QR code (docs/layouts.md has every key).
kind = "strip"
id = "strip-print"
words = [{words}]
word_count = 4   # "Cero, Dos, Nueve, Cuatro" is 294

[heading]
station = ['(?P<place>\\d{{9}})\\.(?P<number>\\d{{2}})\\.1\\.0001', '(?P<place>\\d{{9}})']
registered = '(?P<registered>\\d{{1,5}}) Electores'

# Columns are places across the printed frame: 0 at its left rule, 1 at its right rule.
[[parts]]
id = "voters"
columns = {{ label = [0.0, 0.34], digits = [0.36, 0.485], words = [0.51, 0.99] }}
rows = [
  {{ label = "En la máquina de" }},
  {{ label = "En el cuaderno de" }},
]

[[parts]]
id = "lines"
columns = {{ label = [0.0, 0.30], code = [0.312, 0.402], digits = [0.41, 0.53], words = [0.56, 0.996] }}
rows = [
{rows}
]

[[parts]]
id = "summary"
columns = {{ label = [0.0, 0.34], digits = [0.36, 0.485], words = [0.51, 0.99] }}
rows = [
  {{ label = "Votos", field = "cast" }},
  {{ label = "Votos válidos", field = "valid" }},
  {{ label = "Votos nulos", field = "null" }},
  {{ label = "Votos en blanco", field = "blank" }},
]
"""
