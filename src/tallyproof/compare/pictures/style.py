"""How pictures look: one neutral hue from paper to ink, patterns and dashes instead of colours."""

from __future__ import annotations

DASHES = 6
"""How many kinds of lines there are; their dashes are those of the classes d1 to d5."""
FILLS = ("", "url(#p-hatch)", "url(#p-dots)", "url(#p-cross)", "url(#p-back)", "url(#p-lines)")
SHAPES = ("circle", "square", "diamond", "triangle")
MARKS = 3
"""How many kinds of marks there are; more of them in one picture repeat the dashes, their letters still differ."""

PATTERNS = (
    '<pattern id="p-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect class="p-ground" width="6" height="6"/><rect class="p-ink" width="2.5" height="6"/></pattern>'
    '<pattern id="p-back" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">'
    '<rect class="p-ground" width="6" height="6"/><rect class="p-ink" width="1.2" height="6"/></pattern>'
    '<pattern id="p-cross" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<rect class="p-ground" width="6" height="6"/><rect class="p-ink" width="1.5" height="6"/>'
    '<rect class="p-ink" width="6" height="1.5"/></pattern>'
    '<pattern id="p-dots" width="5" height="5" patternUnits="userSpaceOnUse">'
    '<rect class="p-ground" width="5" height="5"/><circle class="p-ink" cx="2.5" cy="2.5" r="1.3"/></pattern>'
    '<pattern id="p-lines" width="5" height="5" patternUnits="userSpaceOnUse">'
    '<rect class="p-ground" width="5" height="5"/><rect class="p-ink" width="5" height="1.3"/></pattern>'
)

_LIGHT = (
    "--p-paper:#fff;--p-ink:#1b222c;--p-quiet:#525d6b;"
    "--p-rule:#dbe0e6;--p-axis:#7a8593;--p-fill:#4c5f7b;--p-band:#c9d3e0"
)
_DARK = (
    "--p-paper:#1a1f26;--p-ink:#e7ebf0;--p-quiet:#a9b3bf;"
    "--p-rule:#343d48;--p-axis:#8a95a2;--p-fill:#9db0c8;--p-band:#3a4a60"
)
_PRINT = "--p-paper:#fff;--p-ink:#000;--p-quiet:#333;--p-rule:#ccc;--p-axis:#555;--p-fill:#4c5f7b;--p-band:#c9d3e0"

STYLE = f"""
.picture, .p-defs {{ {_LIGHT} }}
@media (prefers-color-scheme: dark) {{ .picture, .p-defs {{ {_DARK} }} }}
@media print {{ .picture, .p-defs {{ {_PRINT} }} }}
.picture {{ max-width: 100%; height: auto; font: 13px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans",
  "Liberation Sans", Arial, sans-serif; font-variant-numeric: tabular-nums lining-nums; }}
.picture text {{ fill: var(--p-ink); unicode-bidi: isolate; paint-order: stroke; stroke: var(--p-paper);
  stroke-width: 3px; stroke-linejoin: round; }}
.picture .quiet {{ fill: var(--p-quiet); }}
.picture .small {{ fill: var(--p-quiet); font-size: 11px; }}
.picture .bold {{ font-weight: 600; }}
.picture .back {{ fill: var(--p-paper); }}
.picture .grid {{ stroke: var(--p-rule); fill: none; }}
.picture .axis {{ stroke: var(--p-axis); fill: none; }}
.picture .bar {{ stroke: var(--p-ink); stroke-width: 0.8; }}
.picture .bar.s0 {{ fill: var(--p-fill); }}
.picture .whisker {{ stroke: var(--p-ink); stroke-width: 1.6; fill: none; }}
.picture .span {{ stroke: var(--p-fill); stroke-width: 7; fill: none; }}
.picture .band {{ fill: var(--p-band); fill-opacity: 0.75; stroke: none; }}
.picture .band.s1, .picture .band.s2, .picture .band.s3 {{ fill-opacity: 0.45; }}
.picture .edge {{ stroke: var(--p-fill); stroke-width: 1; fill: none; }}
.picture .curve {{ stroke: var(--p-ink); stroke-width: 2; fill: none; stroke-linejoin: round; }}
.picture .d1 {{ stroke-dasharray: 7 4; }}
.picture .d2 {{ stroke-dasharray: 2 3; }}
.picture .d3 {{ stroke-dasharray: 10 3 2 3; }}
.picture .d4 {{ stroke-dasharray: 14 4; }}
.picture .d5 {{ stroke-dasharray: 4 2; }}
.picture .shape {{ fill: var(--p-paper); stroke: var(--p-ink); stroke-width: 1.5; }}
.picture .shape.s0 {{ fill: var(--p-ink); }}
.picture .point {{ fill: var(--p-ink); fill-opacity: 0.45; }}
.picture .point.s1 {{ fill: var(--p-paper); fill-opacity: 1; stroke: var(--p-ink); }}
.picture .point.s2 {{ fill: var(--p-band); fill-opacity: 1; stroke: var(--p-ink); stroke-dasharray: 2 1; }}
.picture .cell {{ fill: var(--p-ink); fill-opacity: 0.8; }}
.picture .mark {{ stroke: var(--p-ink); stroke-width: 1.2; fill: none; }}
.picture .mark.m0 {{ stroke-dasharray: 5 3; }}
.picture .mark.m1 {{ stroke-dasharray: 1.5 3; stroke-width: 1.8; }}
.picture .mark.m2 {{ stroke-dasharray: 9 3 2 3; }}
.p-ground {{ fill: var(--p-paper); }}
.p-ink {{ fill: var(--p-ink); }}
"""
"""For the page that shows pictures: classes and the variables of light, dark and print."""
