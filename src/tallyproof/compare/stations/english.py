"""Figures by station compared, in English: what differs and by how much, and never why."""

from tallyproof.compare.phrasing import Method

SENTENCES = {
    "pair-sides": "Compared station by station: {left} ({left_kind}, {left_stations} stations with figures) and "
    "{right} ({right_kind}, {right_stations} stations with figures).",
    "pair-joined": "{matched} stations are in both, {only_left} only in {left} and {only_right} only in {right}.",
    "pair-none-joined": "No station is in both, so no figure is compared. See whether both use the same station codes; "
    "where they do not, a mapping file in election.toml says which is which.",
    "pair-differing": "Of the {matched} stations in both, {differing} ({differing_percent}) have at least one figure "
    "of "
    "votes or ballots that differs; {same} have none.",
    "pair-same": "At all {matched} stations in both, every figure of votes and ballots that both give is the same.",
    "pair-no-figures": "No figure of votes or ballots is given by both, so nothing is compared at the {matched} "
    "stations "
    "in both.",
    "pair-registered": "Registered voters differ at {differing} of the {compared} stations where both give them.",
    "pair-with-itself": "At {same} of the {matched} stations in both, the figures of {stage} come from {side}, as it "
    "was imported, and from nothing else: there it is compared with itself, and agreement says nothing.",
    "pair-not-given": "{item}: not compared, since {side} does not give this figure.",
    "pair-margin": "At the stations in both, the margin of {first} over {second} is {left_margin} votes in {left} and "
    "{right_margin} votes in {right}: a difference of {effect} votes.",
    "pair-directions": "Of the {differing} stations that differ, the margin of {first} over {second} is larger in "
    "{right} at {up} (by {raised} votes together), smaller at {down} (by {lowered} votes together) and the same at "
    "{unchanged}. Set against each other these leave {effect} votes; that is {one_sided_percent} of the votes by which "
    "they move the margin, the rest cancels out.",
    "pair-directions-none": "None of the {differing} stations that differ has another margin of {first} over {second} "
    "in {right} than in {left}.",
    "pair-whole": "Over all stations of each, the margin of {first} over {second} is {left_whole} votes in {left} and "
    "{right_whole} votes in {right}. The difference of {difference} votes is {effect} from figures that differ at "
    "stations in both, {arrived} from stations only in {right} and {gone} from stations only in {left}.",
    "pair-groups": "{groups} groups of stations that one of the two gives together are compared by their sums.",
    "side-unmatched": "{unmatched} station codes of {side} join with no station of the register. They are listed with "
    "the nearest ids and compared with none.",
    "side-repeated": "{repeated} stations stand more than once in {side} and are left out, since which row is right is "
    "not ours to say: {ids}.",
    "side-left-out": "{rows} rows of {side} could not be used when it was imported, and are not compared.",
    "side-checked": "{checked} stations of {side} are held back from totals by a check. Known sources agree on their "
    "figures, which are compared all the same.",
    "side-held-back": "{held_back} stations of {side} are held without settled figures (quarantined, disputed or of "
    "unknown origin), and are not compared.",
    "side-above-registered": "In {side}, {failed} of {ran} stations have more ballots than registered voters.",
    "side-above-cap": "In {side}, {failed} of {ran} stations have more ballots than the declared cap allows.",
    "side-identity": "In {side}, the sum {identity} ({formula}) does not hold at {failed} of {ran} stations.",
    "not-compared": "Not compared: {reason}.",
    "move-snapshot": "In {snapshot} there are {stations} stations with {valid} valid votes; the margin of {first} over "
    "{second} is {margin} votes ({margin_percent} of the valid votes).",
    "move-snapshot-empty": "In {snapshot} there are {stations} stations without any valid vote.",
    "move-step": "From {before} to {after}: {arrived} stations arrived, {changed} of those already there have other "
    "figures, {withdrawn} are no longer there.",
    "move-margin": "From {before} to {after} the margin of {first} over {second} goes from {before_margin} to "
    "{after_margin} votes: {arrived_margin} from stations that arrived, {changed_margin} from figures that changed, "
    "{withdrawn_margin} from stations no longer there.",
    "move-points": "As a share of the valid votes the margin goes from {before_percent} to {after_percent}, a "
    "difference of {points} percentage points: {arrived_points} from arrivals, {changed_points} from changes, "
    "{withdrawn_points} from withdrawals.",
    "move-arrived": "In the {arrived} stations that arrived, {first} has {arrived_first_percent} and {second} "
    "{arrived_second_percent} of the valid votes; in the {stations} stations that were there before, "
    "{before_first_percent} and {before_second_percent}.",
    "move-where": "The margin in what arrived less the margin before is {difference} percentage points. Taken by "
    "{level}, {composition} of these points go with which areas arrived, {within} with another margin inside the same "
    "areas, {new} with areas from which nothing had been there.",
    "sheets-compared": "{sheets} collation forms are held for {stage}: {whole} claim only stations that are held, "
    "{partial} claim some that are not, {unlisted} do not say which stations they include.",
    "sheets-agree": "{agree} of the {whole} forms whose stations are all held have the totals of their stations in "
    "every figure.",
    "sheet-altered": "Form {sheet} ({area}): {lines} figures are not the sums of its {held} stations, all of which are "
    "held.",
    "sheet-below": "Form {sheet} ({area}): {lines} figures are below the sums of the {held} of its stations that are "
    "held, though {not_held} more are in it by its own word.",
    "sheet-beyond": "Form {sheet} ({area}): its votes are {beyond} more than its {held} held stations have and the "
    "caps of its {not_held} others allow together.",
    "sheet-not-claimed": "Form {sheet} ({area}): {not_claimed} stations of its area are held and not in it by its own "
    "word: {ids}.",
    "sheet-not-held": "Form {sheet} ({area}): {not_held} of the stations that it claims are not held: {ids}.",
    "sheet-unknown": "Form {sheet} ({area}): {unknown} of the stations that it claims are in no register: {ids}.",
    "sheet-outside": "Form {sheet} ({area}): {outside} of the stations that it claims lie in another area: {ids}.",
    "sheet-repeated": "Form {sheet} ({area}): {repeated} stations are listed more than once: {ids}.",
    "sheet-shared": "Form {sheet} ({area}): {shared} of its stations are claimed by a form for another area of the "
    "same level, too: {ids}.",
    "sheet-number": "Form {sheet} ({area}): it says that it has {number} stations, and lists {listed}.",
    "sheet-sum": "Form {sheet} ({area}): the sum {identity} does not hold on it ({sum_left} and {sum_right}).",
    "sheet-unlisted": "Form {sheet} ({area}): its totals are compared with nothing, since it does not say which "
    "stations it includes.",
    "sheets-more": "{more} more statements on single forms are in the data.",
}

ASSUMPTIONS = {
    "as-given": "The figures are as their sources give them; a difference is counted and its cause is not looked for.",
    "same-stations": "A station id means the same station on both sides.",
    "in-order": "The counts follow each other in the order in which election.toml lists them.",
    "no-chance": "Which stations arrive when is not a matter of chance, so what arrived foretells nothing.",
    "stations-right": "The settled figures of the stations are genuine and rightly read.",
}

REASONS = {
    "without-figures": "{side} has no settled figures",
    "without-rows": "{side} has no row that could be used",
    "no-code-joined": "none of the {unmatched} station codes in {side} is a station of the register, by its template "
    "or its mapping file",
    "one-stage": "fewer than two counts have figures",
}

WORDS = {
    "whole": "the whole",
    "others": "All other candidates together",
    "rehearsal": "REHEARSAL. ",
    "registered": "Registered voters",
    "side-stage": "count stage",
    "side-settled": "what sheets settle",
    "side-table": "table",
    "side-file": "file that is not imported",
    "valid": "Valid votes",
    "arrived": "Arrived",
    "changed": "Changed",
    "withdrawn": "No longer there",
    "together": "Together",
    "column-item": "Figure",
    "column-compared": "Stations compared",
    "column-differing": "Differ",
    "column-left": "Left",
    "column-right": "Right",
    "column-net": "Right − left",
    "column-up": "Right gives more",
    "column-down": "Right gives less",
    "column-gained": "Votes more",
    "column-lost": "Votes less",
    "column-one": "First of the two",
    "column-other": "Second of the two",
    "column-left_margin": "Margin left",
    "column-right_margin": "Margin right",
    "column-effect": "Effect on the margin",
    "column-area": "Area",
    "column-matched": "In both",
    "column-only_left": "Only left",
    "column-only_right": "Only right",
    "column-station": "Station",
    "column-apart": "Votes apart",
    "column-left_first": "First, left",
    "column-right_first": "First, right",
    "column-left_second": "Second, left",
    "column-right_second": "Second, right",
    "column-code": "Code",
    "column-nearest": "Nearest ids",
    "column-side": "In",
    "column-snapshot": "Count",
    "column-stations": "Stations",
    "column-coverage": "Of all stations",
    "column-valid": "Valid votes",
    "column-first": "First",
    "column-second": "Second",
    "column-margin": "Margin",
    "column-margin_percent": "Margin, of valid votes",
    "column-step": "Up to",
    "column-event": "What happened",
    "column-points": "Percentage points",
    "column-before": "There before",
    "column-before_margin": "Margin before, of valid votes",
    "column-arrived": "Arrived",
    "column-arrived_margin": "Margin arrived, of valid votes",
    "column-level": "Level",
    "column-difference": "Difference",
    "column-composition": "Other areas",
    "column-within": "Same areas",
    "column-new": "New areas",
    "column-sheet": "Form",
    "column-claimed": "Claims",
    "column-held": "Held",
    "column-not_held": "Not held",
    "column-not_claimed": "Held, not claimed",
    "column-lines": "Figures that cannot be",
    "column-on_sheet": "On the form",
    "column-of_stations": "Sum of held stations",
    "axis-coverage": "Stations in the count",
    "axis-coverage_percent": "Stations in the count, of all",
    "axis-margin_percent": "Margin, of valid votes",
    "series-margin": "In all that was there",
    "series-arrived": "In what had arrived since the last",
    "mark-even": "even",
}

HEADINGS = {
    "note": "{rehearsal}Entries 0 to {last}, as of {hour}: provisional, not the official result.",
    "pair": "Station by station: {left} and {right}",
    "movement": "How the count moved",
    "sheets": "Collation forms against their stations: {stage}",
    "table-pair-items": "Figures at the stations in both, {left} (left) and {right} (right)",
    "table-pair-margins": "Margins of any two candidates at the stations in both, {left} (left) and {right} (right)",
    "table-pair-areas": "By area ({level}): stations, and the margin of {first} over {second} at those in both",
    "table-pair-largest": "Stations whose votes and ballots are furthest apart, {left} (left) and {right} (right); "
    "first is {first}, second is {second}",
    "table-pair-unmatched": "Station codes that join with no station of the register",
    "table-move-snapshots": "Counts in order; first is {first}, second is {second}",
    "table-move-events": "What the margin of {first} over {second} is made of, step by step",
    "table-move-areas": "What arrived by area ({level}), up to {after}: the margin of {first} over {second}",
    "table-move-where": "The margin in what arrived less the margin before, up to {after}, in percentage points",
    "table-sheets": "Collation forms",
    "table-sheet-lines": "Figures of forms that cannot be beside those of their stations",
    "picture-move-margin": "Margin of {first} over {second} against coverage",
    "caption-move-margin": "One point for each of {snapshots} counts, from left to right as stations came in: the "
    "margin "
    "of {first} over {second} as a share of the valid votes, in all stations that were there and in those that had "
    "arrived since the count before. It goes from {low_percent} at its lowest to {high_percent} at its highest.",
}

SINGULARS = {
    "for 1 stations": "for 1 station",
    "1 stations are in both": "1 station is in both",
    "Of the 1 stations in both": "Of the 1 station in both",
    "all 1 stations": "the one station",
    "1 have none": "1 has none",
    "1 stations stand": "1 station stands",
    "1 stations arrived": "1 station arrived",
    "1 stations of": "1 station of",
    "1 stations are listed": "1 station is listed",
    "1 stations": "1 station",
    "1 station codes of": "1 station code of",
    "1 groups": "1 group",
    "1 rows of": "1 row of",
    "1 votes": "1 vote",
    "1 figures are": "1 figure is",
    "1 collation forms are": "1 collation form is",
    "1 forms": "1 form",
    "1 percentage points": "1 percentage point",
    "1 more statements": "1 more statement",
    "1 claim ": "1 claims ",
    "1 do not": "1 does not",
    "1 are no longer": "1 is no longer",
}

METHODS = {
    "stations-pair": Method(
        title="Station by station",
        plain=(
            (
                "Two lists of results by station are laid beside each other: which stations are in both, which only in "
                "one."
            ),
            "Where a station is in both, every figure is compared, and each difference is counted and added up.",
            (
                "The differences that help one candidate are set against those that help the other, so that you see "
                "how much "
                "cancels out."
            ),
            (
                "Stations are joined by their id or by a mapping file alone; a code that fits nowhere is listed, never "
                "guessed."
            ),
            "A difference is a fact about two lists; why they differ, the lists do not say.",
        ),
        formulas=(
            "change of a figure at a station = right − left, where both give it",
            "net = Σ change = gained − lost; gained = Σ max(change, 0), lost = Σ max(−change, 0)",
            "effect on the margin of a over b = net(a) − net(b)",
            (
                "difference of the whole margins = effect at stations in both + margin of stations only in the right "
                "− margin of stations only in the left"
            ),
            "one-sided share = |raised − lowered| / (raised + lowered), of the margin's changes by station",
            "apart = Σ over candidates and counts of |change|",
            "ballots = ballots cast as written, else valid votes as calculated + rejected + blank",
        ),
        assumptions=(
            "A station id means the same station on both sides; a mapping file is right.",
            "Codes of one station are added up, and stations that one side gives together are compared by their sum.",
        ),
        limits=(
            (
                "First and second are the candidates with the most votes on both sides together, so that exchanging "
                "the sides "
                "changes signs and nothing else."
            ),
            "Stations that stand twice on one side, and rows that could not be read, are left out and named.",
            (
                "That two lists agree does not show that either is right, and that they differ does not show which is "
                "wrong."
            ),
        ),
        references=("NIST SP 1500-100r2, Election Results Common Data Format (terms)",),
    ),
    "stations-movement": Method(
        title="How a count moved",
        plain=(
            (
                "A count that is published several times is kept as several lists, and each is compared with the one "
                "before."
            ),
            (
                "A lead can change in three ways only: stations arrive, published figures are changed, stations are "
                "taken out."
            ),
            "The three add up to the whole change exactly, in votes and in percentage points.",
            "What arrives late often comes from other places than what arrived early, so areas are shown, too.",
            "None of this says why a station came when it did.",
        ),
        formulas=(
            "M₁ − M₀ = margin of arrivals + change at stations in both − margin of withdrawals",
            "M₁/V₁ − M₀/V₀ = Σ over the three of (ΔM − ΔV·M₀/V₀)/V₁, M the margin, V the valid votes",
            (
                "by areas, w the area's part of the valid votes and s its margin share, of arrivals (1) and before "
                "(0): s₁ − s₀ = Σ (w₁ₐ − w₀ₐ)(s₀ₐ − s₀) + Σ w₁ₐ(s₁ₐ − s₀ₐ) + Σ over new areas of w₁ₐ(s₁ₐ − s₀)"
            ),
        ),
        assumptions=(
            "The counts follow each other in the order of election.stages.",
            "Each snapshot is kept as a count stage of its own; a later one never overwrites an earlier one.",
        ),
        limits=(
            "Between two snapshots nothing is known: a figure that changed twice shows once, or not at all.",
            "The split by areas depends on the level: of smaller areas more goes with which of them arrived.",
            "Percentage points in the tables are rounded to six decimals.",
        ),
        references=("Kitagawa, E. (1955), Components of a difference between two rates, JASA 50: 1168–1194",),
    ),
    "stations-sheets": Method(
        title="Collation forms against their stations",
        plain=(
            "A collation form gives the totals of a municipality or district and says which stations are in them.",
            "Its totals are never added to the stations: they would count the same votes twice.",
            "They are compared with the sum of its stations, figure by figure, and so is its own arithmetic.",
            "If some of its stations are not held, its figures cannot be lower than the sum of those that are.",
            "A form that differs from its stations shows that one of the two is wrong, not which.",
        ),
        formulas=(
            "all claimed stations held: difference = form − Σ stations, and every difference is named",
            "else: form − Σ held stations ≥ 0 for every figure, and for the votes ≤ Σ caps of the stations not held",
        ),
        assumptions=(
            "The form includes the stations that it lists, or all of its area where it says so.",
            "The settled figures of its stations are genuine and rightly read.",
        ),
        limits=(
            "A form that does not say which stations it includes is compared with nothing.",
            "Sums with a declared tolerance are not tried on totals: the tolerance is a station's.",
        ),
    ),
}
