"""What is missing and what can still change, in English."""

from tallyproof.compare.phrasing import Method

SENTENCES = {
    "missing-none": "No station is missing: all {expected} that are expected are counted or annulled.",
    "missing": "{missing} stations are not counted: nothing is held of {nothing_held}, quarantined are {quarantined}, "
    "disputed {disputed}, of unknown origin {unknown_origin}, and {unlisted} are known only from the roll.",
    "missing-listed": "{listed} stations of the register are not counted: nothing is held of {nothing_held}, "
    "quarantined are {quarantined}, disputed {disputed}, of unknown origin {unknown_origin}. How many there are "
    "outside the register is not known.",
    "missing-electors": "These {missing} stations have {missing_registered} registered voters: {listed_registered} in "
    "the register and {unlisted_registered} that the roll leaves over.",
    "annulled": "{annulled} stations are annulled by law: they are neither counted nor missing.",
    "outstanding": "At most {outstanding} votes are still possible: {cap_listed} at stations of the register that are "
    "not counted, and {cap_unlisted} at stations known only from the roll.",
    "outstanding-contested": "At most {outstanding} votes are still possible: {cap_listed} at stations of the register "
    "that are not counted, {cap_unlisted} at stations known only from the roll, and {cap_contested} at {contested} "
    "counted stations whose sheet has a rival of unknown origin.",
    "first": "First place: {leader} leads {runner_up} by {margin} votes, and {outstanding} "
    "votes are still possible. {verdict}.",
    "first-contested": "First place: {leader} leads {runner_up} by {margin} votes, or "
    "everybody by {secure_margin} without contested stations, and {outstanding} votes are still possible. {verdict}.",
    "first-tied": "First place: {leader} and {runner_up} have {leader_votes} votes each, and "
    "{outstanding} votes are still possible. {verdict}.",
    "only-candidate": "Condition '{condition}': {leader} is the only candidate with {leader_votes} votes. {verdict}.",
    "threshold": "A share of {how} {share_percent} (condition '{condition}'): {leader} has {leader_votes} of {valid} "
    "votes ({leader_percent}), so it {now}; with the {outstanding} votes still possible the final share of {leader} "
    "lies between {low_percent} and {high_percent}. {verdict}.",
    "lead": "A lead of {how} {points_percent} of the votes (condition '{condition}'): {leader} leads {runner_up} by "
    "{margin} of {valid} votes ({margin_percent}), so it {now}; {outstanding} votes are still possible. {verdict}.",
    "lead-contested": "A lead of {how} {points_percent} of the votes (condition '{condition}'): {leader} leads "
    "{runner_up} by {margin} of {valid} votes ({margin_percent}), so it {now}; without contested stations the lead "
    "over everybody is {secure_margin} votes, and {outstanding} votes are still possible. {verdict}.",
    "stations-false": "Condition '{condition}': even with all possible votes against it, the answer is another one "
    "only if at least {stations_false} of the {stations} counted stations have false figures, however wrong.",
    "final-lead": "Whatever the stations that are not counted say, the final lead of {leader} over {runner_up} lies "
    "between {low} and {high} votes.",
    "bound-not-computed": "Condition '{condition}': nothing is said of what can change, because {reason}.",
    "not-computed": "Not computed: {subject}, because {reason}.",
    "growth": "The count as it came: {stations} stations in the order in which their accepted figures arrived, shown "
    "at {steps} moments. Arrival is not random: what came early does not tell what comes late.",
    "fast-since": "Condition '{condition}': its answer could no longer change since {since} stations had arrived "
    "({since_percent} of {expected}), by the caps known today.",
    "fast-since-alone": "Condition '{condition}': its answer could no longer change since {since} stations had "
    "arrived, by the caps known today.",
    "from-tables": "{from_tables} of these {stations} stations came as rows of a published table: all rows of one "
    "table arrive at the same moment, since their order is the table's and not that of arrival.",
}

ASSUMPTIONS = {
    "genuine": "The counted figures are genuine and rightly read.",
    "cap": "No station brings more votes than its cap ({cap_source}).",
    "universe": "There are as many stations and registered voters as the roll says ({roll_source}).",
    "within-caps": "No station brings more votes than its cap, and the register or roll is right on what is missing.",
    "contested": "Counted stations with a rival of unknown origin may bring anything within their caps instead.",
    "lawful": "Only votes of stations that are neither counted nor annulled can still come.",
    "order": "A station arrived with the first entry of the journal that its accepted figures rest on.",
}

REASONS = {
    "no-stations": "no station is counted",
    "no-votes-counted": "no vote is counted yet",
    "one-table": "all counted stations came at once, as rows of one published table, and the order of its rows is no "
    "order of arrival",
    "no-entries": "the figures name no entries of a journal, so their order is not known",
    "register-incomplete": "the votes still possible are not bounded: the definition declares no cap, or a cap, the "
    "number of stations or of voters is not known, or the roll is smaller than what is held",
    "unsupported-rule": "this rule of the law is not supported",
    "no-conditions": "the definition states no outcome rule for this contest",
    "gate": "fewer stations are counted than the definition asks for before candidates are compared",
}

HEADINGS = {
    "bounds": "What can still change",
    "growth": "How the count grew",
    "table-missing": "Stations that are not counted, by area",
    "table-shares": "Final share of each candidate: least and most",
    "table-area-bounds": "What can still change, by area",
    "table-growth": "The count as it came",
    "picture-shares": "Final share of each candidate",
    "caption-shares": "For each candidate a line from the least to the most possible final share, with a tick at the "
    "share in what is counted.",
    "picture-shares-by-area": "Shares by area, with what is possible",
    "caption-shares-by-area": "For each area and each of the two candidates with most votes: the share in what is "
    "counted, and from where to where the final share can lie.",
    "picture-margin": "Lead and votes still possible, as the count grew",
    "caption-margin": "One line is the lead of {leader} over {runner_up} in votes, the other the votes still possible; "
    "first place cannot change where the lead is above them. Arrival is not random.",
    "picture-bounds": "Possible final shares as the count grew",
    "caption-bounds": "For {leader} and {runner_up}: the share counted at each moment, within the shares that were "
    "then still possible. The bands narrow as stations arrive. Arrival is not random.",
}

WORDS = {
    "whole": "the whole",
    "cannot-change": "This cannot change under these assumptions",
    "can-change": "This can change",
    "not-computed": "not computed",
    "answer-cannot-change": "cannot change",
    "answer-can-change": "can change",
    "answer-not-computed": "not computed",
    "holds": "holds now",
    "holds-not": "does not hold now",
    "more-than": "more than",
    "at-least": "at least",
    "bounds": "what can still change",
    "growth": "how the count grew",
    "column-candidate": "Candidate",
    "column-votes": "Votes",
    "column-share_percent": "Share",
    "column-low_percent": "Least",
    "column-high_percent": "Most",
    "column-area": "Area",
    "column-leader": "Most votes",
    "column-runner_up": "Second",
    "column-expected": "Expected",
    "column-counted": "Counted",
    "column-coverage_percent": "Coverage",
    "column-nothing_held": "Nothing held",
    "column-quarantined": "Quarantined",
    "column-disputed": "Disputed",
    "column-unknown_origin": "Unknown origin",
    "column-unlisted": "Only in the roll",
    "column-missing": "Not counted",
    "column-registered": "Registered voters there",
    "column-cap": "Votes possible there",
    "column-condition": "Condition",
    "column-now": "Now",
    "column-margin": "Lead",
    "column-outstanding": "Still possible",
    "column-verdict": "Answer",
    "column-stations_false": "False stations needed",
    "axis-area": "Area",
    "axis-candidate": "Candidate",
    "axis-share": "Share of the votes for candidates",
    "axis-coverage": "Stations counted of those expected",
    "axis-stations": "Stations counted",
    "axis-votes": "Votes",
    "series-margin": "lead",
    "series-outstanding": "votes still possible",
    "series-possible": "possible final share",
    "mark-level": "level",
}

SINGULARS = {
    "shown at 1 moments": "shown at one moment",
    "1 stations are not counted": "1 station is not counted",
    "1 stations are annulled by law: they are": "1 station is annulled by law: it is",
    "1 stations of the register are": "1 station of the register is",
    "1 counted stations whose sheet has": "1 counted station whose sheet has",
    "1 counted stations": "1 counted station",
    "These 1 stations have": "This 1 station has",
    "1 of these 1 stations came as rows": "This 1 station came as a row",
    "1 stations": "1 station",
    "1 votes": "1 vote",
    "1 registered voters": "1 registered voter",
}

METHODS = {
    "outcome-bounds": Method(
        title="What can still change (outcome bounds)",
        plain=(
            "As long as stations are missing, the question is not who leads but whether the lead can still be lost.",
            (
                "We add up the most votes that the missing stations can lawfully bring, and let all of them go to the "
                "rival."
            ),
            (
                "If the leader is ahead even then, first place cannot change under the assumptions printed beside "
                "it; if not, it can."
            ),
            (
                "The same question is put to every condition of the law, such as more than half of the votes or ten "
                "points of lead, and for every area."
            ),
            "Where the answer stands, we also say how many of the counted stations would have to be false to turn it.",
        ),
        formulas=(
            (
                "outstanding = Σ cap of stations not counted (missing, quarantined, disputed, of unknown origin) + "
                "caps that the roll leaves over + Σ max(cap, votes) of contested stations; contested votes are taken "
                "off"
            ),
            "first place: cannot change ⇔ min over others c of (votes of leader − votes of c) > outstanding",
            (
                "threshold p: holds for good ⇔ w > p·(V + outstanding); out of reach ⇔ w_c + outstanding ≤ p·(V + "
                "outstanding) for all c"
            ),
            "lead of p: holds for good ⇔ w − max w_c − outstanding > p·(V + outstanding); with 'at least', ≥ for >",
            "share of c lies in [w_c / (V + outstanding), (w_c + outstanding) / (V + outstanding)]",
            (
                "false stations: the least k such that the k largest shifts close the gap; one arbitrarily wrong "
                "station shifts first place by w − l + cap, a threshold by w + p·(cap − v), a lead by w − l + cap + "
                "p·(cap − v)"
            ),
        ),
        assumptions=(
            "No station brings more votes than its cap.",
            "There are as many stations and voters as the roll says.",
            (
                "The counted figures are genuine and rightly read; the number of false stations says how far that may "
                "fail."
            ),
        ),
        limits=(
            "Exact in whole numbers for each condition; with several conditions each is answered alone.",
            "All outstanding votes are taken to be valid and to go where they hurt most, which no real count does.",
            "Where nobody meets a lead over several rivals, the number of false stations is a lower bound.",
            "It says nothing of votes that were changed before the sheet was written.",
        ),
    ),
    "growth": Method(
        title="How the count grew",
        plain=(
            "The journal keeps the order in which figures arrived, so the count can be played again from the start.",
            "At about a hundred moments we show the lead, the votes still possible, and the answer as it was then.",
            "The range of possible results narrows with every station, and at some moment the answer stands.",
            (
                "A lead that grows or shrinks is no sign of anything by itself: towns, regions and parties arrive at "
                "different times."
            ),
            "Figures of one published table arrive at the same moment: the order of its rows means nothing.",
        ),
        formulas=(
            "a station arrives with the least index of the entries that its figures rest on; a row with its table",
            "outstanding(n) = outstanding today + Σ max(cap, votes) of the stations that arrived after the n-th",
            (
                "the possible share of c at n: [w_c(n) / (V(n) + outstanding(n)), (w_c(n) + outstanding(n)) / (V(n) + "
                "outstanding(n))]"
            ),
        ),
        assumptions=("Figures are those accepted today, and caps those known today.",),
        limits=(
            "Corrections are not replayed: a station stands with its figures of today from its first entry on.",
            "Order of arrival is not order of counting.",
        ),
    ),
}
