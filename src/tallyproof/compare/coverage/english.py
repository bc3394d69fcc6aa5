"""What is held, in English: how much, how well read, from whom."""

from tallyproof.compare.phrasing import Method

SENTENCES = {
    "coverage": "{counted} of {expected} polling stations are counted ({coverage_percent}); {missing} are not.",
    "coverage-register": "{counted} of the {expected} polling stations of the register are counted "
    "({coverage_percent}); {missing} are not.",
    "coverage-unknown": "{counted} polling stations are counted. How many there are in all is not declared, so no "
    "coverage can be given.",
    "no-station": "No polling station is counted, so nothing can be said about the outcome.",
    "voters": "The counted stations have {registered} registered voters, {registered_percent} of the "
    "{registered_expected} that the definition gives in all.",
    "votes": "The counted stations have {valid} valid votes.",
    "turnout": "Turnout in the counted stations is {turnout_percent}: {cast} ballots cast by {registered} registered "
    "voters.",
    "grades": "How they were read: {grade_a} stations with two agreeing readings and all checks passed (grade A), "
    "{grade_b} with one reading, or decided by people (grade B), {grade_c} known only from a published table "
    "(grade C).",
    "grades-table": "No sheet of these {grade_c} stations was read here: their figures come from a published table "
    "(grade C).",
    "source-pictures": "{stations} of them were read from pictures; source: {source} ({provenance}).",
    "source-table": "{stations} of them are known from a published table only; source: {source} ({provenance}).",
    "held-back": "Shown but not counted: {quarantined} quarantined, {disputed} disputed, {unknown} of unknown origin, "
    "{annulled} annulled.",
    "contested": "{contested} of the counted stations have a rival sheet of unknown origin. Their figures stand; the "
    "bounds on the outcome do without them.",
    "inconsistent": "In {inconsistent} counted stations figures contradict each other in a way that the definition "
    "lets stand.",
    "gated": "No ranking is shown: fewer stations are counted than the {threshold_percent} that the definition asks "
    "for.",
    "uneven": "Coverage differs by area: from {low_percent} in {low_area} to {high_percent} in {high_area}.",
}

ASSUMPTIONS = {
    "universe": "The number of stations in all is as declared ({universe_source}).",
    "register-complete": "The register lists every station.",
    "grade-not-genuine": "A grade says how well a picture was read, not that the paper is genuine.",
}

WORDS = {
    "whole": "the whole",
    "authority": "authority",
    "accredited": "accredited source",
    "separate-copy": "a second copy shown to be separate",
    "unknown": "unknown origin",
    "column-candidate": "Candidate",
    "column-votes": "Votes",
    "column-share": "Share of valid votes",
    "column-area": "Area",
    "column-counted": "Counted",
    "column-valid": "Valid votes counted",
    "column-first": "First",
    "column-first_share": "Its share",
    "column-second": "Second",
    "column-second_share": "Its share",
    "axis-area": "Area",
    "axis-share": "Share of the valid votes counted in the area",
    "mark-half": "one half",
}

HEADINGS = {
    "table-votes": "Votes in the counted stations",
    "table-areas": "Votes of {leader} (first) and {runner_up} (second) by area, in the counted stations",
    "picture-share-by-area": "Share by area",
    "caption-share-by-area": "For each of {areas} areas one bar for each of the two candidates with the most votes in "
    "all: their shares of the valid votes counted there, from 0% to 100%. {leader} has more votes than {runner_up} in "
    "{leader_areas} of these areas. Areas stand in the order of the register.",
}

SINGULARS = {
    "1 are not": "1 is not",
    "1 stations with": "1 station with",
    "1 of the counted stations have": "1 of the counted stations has",
    "1 of them were": "1 of them was",
    "1 of them are": "1 of them is",
    "1 polling stations are": "1 polling station is",
    "1 polling stations": "1 polling station",
    "these 1 stations": "this one station",
    "1 counted stations": "1 counted station",
    "1 stations": "1 station",
    "1 areas": "1 area",
    "1 registered voters": "1 registered voter",
    "1 votes": "1 vote",
    "1 valid votes": "1 valid vote",
}

METHODS = {
    "held": Method(
        title="What is held",
        plain=(
            "Every polling station has one settled result, or none: it is counted, held back, annulled or missing.",
            "A grade says how well its sheet was read, and a separate word says where the sheet or table comes from.",
            "Totals add up the counted stations and no others; what is missing always stands beside them.",
            "The stations that came in first are not a random choice, so a partial total is no forecast.",
            "Anybody can repeat these sums from the list of stations that comes with this report.",
        ),
        formulas=(
            "missing = expected − counted",
            "coverage = counted / expected",
            "valid = Σ over counted stations and candidates of votes",
            "share of a candidate = its votes / valid",
            "turnout = ballots cast / registered voters, over the same counted stations",
            "outstanding = Σ over stations that are not counted, or contested, of the most votes each may bring",
        ),
        assumptions=(
            "The figures of counted stations are genuine and rightly read, or rightly copied where a table is held.",
            "How many stations there are is as the definition says, with its source.",
        ),
        limits=(
            "A grade says nothing about whether the paper is genuine.",
            (
                "Where the register was derived from a published table, it does not list the stations that the table "
                "lacks: they are missing, but nobody can say from it where."
            ),
        ),
        references=(
            "NIST SP 1500-100r2, Election Results Common Data Format (terms)",
            "ACE Electoral Knowledge Network, Vote Counting (terms)",
        ),
    )
}
