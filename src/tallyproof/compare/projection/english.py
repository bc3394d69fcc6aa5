"""What a projection says in English: never without the ranges that hold when the missing are unlike the held."""

from tallyproof.compare.phrasing import Method

SENTENCES = {
    "complete": "No station is missing: nothing is projected, and the result is the tally.",
    "missing": "{missing} stations are missing: {listed} known one by one in the register, and {unlisted} known only "
    "by the number that a roll leaves over.",
    "projected": "If the {missing} missing stations vote like the held ones of the same stratum ({strata}), measured "
    "by {measure}, {leader} ends at {leader_percent} and {runner_up} at {runner_up_percent} of the votes for "
    "candidates: a lead of {lead_percent} ({counted_lead_percent} in what is counted). No draw of a sample stands "
    "behind this.",
    "projected-alone": "{leader} is the only candidate: about {leader_votes} votes if the {missing} missing stations "
    "vote like the held ones of the same stratum ({strata}), measured by {measure}.",
    "spread": "With {definitions} other ways to form the strata the projected lead of {leader} over {runner_up} lies "
    "between {low_percent} and {high_percent}.",
    "tilted": "If the missing are not like the held: with tilt {tilt} (where a stratum is at 50%, its missing stations "
    "would be at {example_low_percent} or {example_high_percent}, in the division of votes between the two and in "
    "turnout) the lead of {leader} over {runner_up} lies between {low_percent} and {high_percent}.",
    "hard-bounds": "Whatever the missing say, within their caps (at most {outstanding} votes): the final lead of "
    "{leader} over {runner_up} lies between {low_percent} and {high_percent} of the votes for candidates.",
    "hard-bounds-contested": "Whatever the missing say, and {contested} counted stations contested by a sheet of "
    "unknown origin, within their caps (at most {outstanding} votes, {cap_contested} of them at the contested): the "
    "final lead of {leader} over {runner_up} lies between {low_percent} and {high_percent} of the votes for "
    "candidates.",
    "hard-bounds-unknown": "No hard bounds stand beside this projection, because {reason}.",
    "level": "To draw level, {runner_up} would need {needed_percent} of the votes for the two at the missing "
    "stations, at the projected turnout; the projection gives {projected_percent}.",
    "never-level": "At the projected turnout the missing stations have {both} votes for the two: fewer than the lead "
    "of {counted_lead} votes in what is counted, so {runner_up} could not draw level even with all of them.",
    "borrowed": "{thin} of {rows} strata with missing stations have fewer than {least} held stations and borrow from "
    "the area above; {thin_stations} of the missing stations lie there.",
    "only-in-roll": "{unlisted} missing stations are in no register, so they are projected from the smallest area "
    "that a roll gives them for; special units among them cannot be told apart.",
    "zero-registered": "{zero} missing stations have a register of zero, so no votes are projected for them.",
    "above-caps": "The projection has {missing_votes} votes at the missing stations, more than the {outstanding} "
    "that their caps allow: the caps, the register or the stratum is not right about them.",
    "other-strata": "Strata by {strata} were asked for, but the missing stations are not known by area: the whole "
    "is used.",
    "by-stations": "Stations are compared by their number and not by registered voters, because {reason}.",
    "special-projected": "Projected from held units of their kind alone: {stations} missing special units of the kind "
    "'{kind}'.",
    "special-left-out": "Not projected, because too few of their kind are held: {stations} missing special units of "
    "the kind '{kind}'. The shares above are without them; the hard bounds are not.",
    "not-computed": "No projection: {reason}.",
    "hidden": "How wrong can this be? {hidden} of the {stations} held stations ({fraction_percent}) were hidden in "
    "{trials} trials and projected in the same way. The seed is '{seed}', and anybody can repeat it.",
    "errors-random": "Stations hidden one by one at random: the projected lead was off by at most {largest_percent} of "
    "the votes in {trials} trials.",
    "errors-not-random": "Stations hidden in a way that has to do with votes, size or arrival: the projected lead was "
    "off by up to {largest_percent} of the votes in {trials} trials.",
    "interval-fails": "The 95% interval that a random sample of this size would have held the truth in {kept} of these "
    "{trials} trials (95% upper limit of that rate, as if the trials were independent: {upper_percent}). These "
    "stations are no random sample, so no sampling interval stands beside a projection.",
    "ranges-held": "The range with tilt {tilt} held the truth in {kept} of the same {trials} trials (95% upper limit "
    "of the rate of failures, as if the trials were independent: {fails_percent}). All trials are of this one "
    "election: nothing says that another one behaves so.",
    "no-back-test": "The projection was not tested by hiding stations, because {reason}.",
}

ASSUMPTIONS = {
    "like-held": "Missing stations vote and turn out like the held ones of their stratum. Arrival is not random, so "
    "this is not known to be true.",
    "genuine": "The counted figures are genuine and rightly read.",
    "cap": "No station brings more votes than its cap ({cap_source}).",
    "tilt": "In every stratum the missing differ from the held by at most {tilt} on the logit scale.",
    "projected-turnout": "As many vote at the missing stations as at the held ones of their stratum. Arrival is not "
    "random, so this is not known to be true.",
    "known-missing": "The register, or the roll, is right about which stations and voters are missing.",
    "same-way": "The truth is what the hidden stations say; hidden stations stand for missing ones.",
}

REASONS = {
    "no-register": "there is no register yet",
    "no-universe": "nothing says how many stations are missing: no roll is declared and the register is not complete",
    "roll-smaller-than-register": "a roll has fewer stations than the register lists",
    "no-stations": "no ordinary station is held",
    "thin": "too few stations are held to project from",
    "no-votes": "the held stations have no votes for candidates",
    "gate": "fewer stations are counted than the definition asks for before candidates are compared",
    "registered-unknown": "the registered voters of some station are not known",
    "registered-zero": "the held stations have no registered voters",
    "roll-without-voters": "the registered voters of the stations outside the register are not known",
    "register-incomplete": "the votes still possible are not bounded",
    "single-candidate": "there is only one candidate",
    "too-few-stations": "too few stations are held",
}

HEADINGS = {
    "projection": "Projection, if the missing are like the held, and if they are not",
    "back-test": "How wrong such projections are",
    "table-projected": "Projected votes and shares",
    "table-ranges": "Shares if the missing differ, and hard bounds",
    "table-leads": "The lead of {leader} over {runner_up}: projection, ranges and bounds",
    "table-definitions": "The projection by each definition of strata",
    "table-strata": "Strata with missing stations, and where their ratios come from",
    "table-areas": "Projected votes by area",
    "table-back-test": "Errors of the projected lead when stations are hidden (in percentage points)",
    "table-kept": "In how many trials the truth lay in each range",
    "table-definitions-tested": "Errors by definition of strata (in percentage points)",
    "picture-lead": "The lead of {leader} over {runner_up}: how far it depends on the missing",
    "caption-lead": "One after the other: the lead counted, the range between definitions of strata, the ranges with "
    "tilt 1, 2 and 3, and the hard bounds. The tick is the projection; below zero {runner_up} would be ahead.",
    "picture-errors": "Errors of the projected lead when stations are hidden",
    "caption-errors": "For each way of hiding stations a line from the least to the largest error, with a tick at "
    "the mean error. Zero is no error.",
}

WORDS = {
    "whole": "the whole",
    "by-level": "{level}",
    "whole-by-stations": "the whole, by number of stations",
    "size": "top areas by size of the place",
    "place": "polling places",
    "registered": "registered voters",
    "stations": "number of stations",
    "counted": "counted",
    "projected": "projected",
    "spread": "definitions of strata",
    "tilt-1": "tilt 1",
    "tilt-2": "tilt 2",
    "tilt-3": "tilt 3",
    "bounds": "hard bounds",
    "interval": "95% interval",
    "own": "own held stations",
    "hidden-stations": "stations at random",
    "hidden-places": "whole places at random",
    "hidden-areas": "whole areas at random",
    "hidden-share-leader": "rather where the leader is strong",
    "hidden-share-rival": "rather where the second is strong",
    "hidden-smallest": "the smallest",
    "hidden-latest": "the last to arrive",
    "hidden-strongholds-leader": "the leader's strongest",
    "hidden-strongholds-rival": "the second's strongest",
    "column-candidate": "Candidate",
    "column-counted_votes": "Counted",
    "column-missing_votes": "Projected for the missing",
    "column-votes": "Together",
    "column-share_percent": "Share",
    "column-tilt_1_low_percent": "Tilt 1, least",
    "column-tilt_1_high_percent": "Tilt 1, most",
    "column-tilt_2_low_percent": "Tilt 2, least",
    "column-tilt_2_high_percent": "Tilt 2, most",
    "column-tilt_3_low_percent": "Tilt 3, least",
    "column-tilt_3_high_percent": "Tilt 3, most",
    "column-low_percent": "Least",
    "column-high_percent": "Most",
    "column-range": "Range",
    "column-lead_percent": "Lead",
    "column-strata": "Strata",
    "column-measure": "Measured by",
    "column-leader_percent": "First",
    "column-runner_up_percent": "Second",
    "column-stratum": "Stratum",
    "column-stations": "Missing stations",
    "column-voters": "Their registered voters",
    "column-source": "Ratio taken from",
    "column-missing_valid": "Projected votes",
    "column-leader_votes": "For the first",
    "column-runner_up_votes": "For the second",
    "column-area": "Area",
    "column-held_valid": "Counted votes",
    "column-pattern": "Hidden",
    "column-trials": "Trials",
    "column-hidden": "Stations",
    "column-mean_error": "Mean error",
    "column-largest_error": "Largest error",
    "column-counted_error": "Mean error without projection",
    "column-spread": "Definitions of strata",
    "column-tilt_1": "Tilt 1",
    "column-tilt_2": "Tilt 2",
    "column-tilt_3": "Tilt 3",
    "column-bounds": "Hard bounds",
    "column-interval": "95% interval",
    "axis-range": "What is known of the missing",
    "axis-lead": "Lead in percent of the votes",
    "axis-pattern": "What was hidden",
    "axis-error": "Error in percentage points",
    "series-lead": "lead",
    "series-error": "error",
    "mark-level": "level",
    "mark-no-error": "no error",
}

SINGULARS = {
    "1 missing stations are in no register, so they are": "1 missing station is in no register, so it is",
    "1 stations are missing": "1 station is missing",
    "the 1 missing stations vote": "the 1 missing station votes",
    "1 missing stations have a register of zero, so no votes are projected for them": "1 missing station has a "
    "register of zero, so no votes are projected for it",
    "1 missing stations": "1 missing station",
    "1 counted stations contested": "1 counted station contested",
    "1 missing special units": "1 missing special unit",
    "1 other ways": "1 other way",
    "1 of 1 strata with missing stations have": "The only stratum with missing stations has",
    "1 trials": "1 trial",
    "1 votes": "1 vote",
    "1 held stations": "1 held station",
}

METHODS = {
    "projection": Method(
        title="Projection",
        plain=(
            (
                "A projection fills the missing stations with what the held ones around them say, in proportion to "
                "their registered voters."
            ),
            (
                "That is right only if the missing are like the held, and nobody knows whether they are: stations do "
                "not arrive at random."
            ),
            (
                "So we show how the result moves when the missing differ a little, clearly, or very much from their "
                "neighbours, for one side and for the other."
            ),
            (
                "Beside it stand the hard bounds, which need no such belief, and a test in which stations that we do "
                "have were hidden and projected."
            ),
            "A margin of error as in a poll is never shown, because no draw of a sample stands behind these stations.",
        ),
        formulas=(
            (
                "T_c = held_c + Σ_h m_h · v_hc / x_h, with v_hc the held votes of c in stratum h, x_h the registered "
                "voters of its held stations and m_h those of its missing ones (the number of stations where voters "
                "are not known)"
            ),
            (
                "a stratum with fewer than the least number of held stations takes the ratio of the smallest area "
                "above it that has enough; missing stations known only from a roll that of the smallest area known"
            ),
            (
                "tilt t between two: in each stratum p = w / (w + l) becomes p' with logit p' = logit p ± t; between "
                "one and the rest likewise with p = w / valid; turnout u = valid / registered becomes u' with logit "
                "u' = logit u ± t"
            ),
            "the range with tilt t: least and most when p and u of every stratum move by themselves, each by −t to t",
            "hard bounds of the lead: (secure lead ± outstanding) / (secure votes + outstanding)",
            "to draw level: needed = (1 + counted lead / B) / 2, with B the projected votes of the missing for the two",
        ),
        assumptions=(
            "Missing stations are like the held ones of their stratum (base), or within the tilt of them (ranges).",
            "The counted figures are genuine and rightly read; the register or roll is right about what is missing.",
        ),
        limits=(
            "No probability belongs to any of the ranges: how large a tilt is believable is for the reader to judge.",
            "Special units are projected only from held ones of their kind, or not at all.",
            "Stations measured by a register of zero are projected with no votes.",
            "Numbers are computed with floating point and rounded; the hard bounds are exact.",
        ),
        references=(
            "Cochran, Sampling Techniques, 3rd ed. (1977), chapter 6: ratio estimates.",
            (
                "Little and Rubin, Statistical Analysis with Missing Data, 3rd ed. (2019), chapter 15: missing not at "
                "random."
            ),
            (
                "Manski, Partial Identification of Probability Distributions (2003), chapter 1: bounds without "
                "assumptions."
            ),
        ),
    ),
    "back-test": Method(
        title="Back-test of the projection",
        plain=(
            "We take the stations that are held, hide as many of them as are really missing, and project them.",
            "Since we know what the hidden ones say, we see how wrong the projection was.",
            (
                "Stations are hidden at random, by place, by area, by size, by arrival and by how they voted, because "
                "what is missing in reality may be missing for any such reason."
            ),
            "The seed of every random choice is public, so that anybody can hide the same stations again.",
            "The worst of these errors, not the best, says how far a projection can be trusted here.",
        ),
        formulas=(
            "error = projected lead − true lead, both as shares of the votes for candidates of all held stations",
            (
                "at random: the stations with the largest numbers u; rather where somebody is strong: the largest "
                "u^(1/w), w = e^z, z the standardised lead (Efraimidis and Spirakis 2006)"
            ),
            (
                "u = (k + 1/2) / 2^53, k the upper 53 bits of PCG64 started with SHA-256 of seed LF 'back-test' LF "
                "pattern run"
            ),
            "nominal interval: R ± 1.96·√V / valid, V = Σ N²(1 − n/N)s²/n over the top areas, z = y₁ − y₂ − R·valid",
            "limits of how often a range holds: exact binomial (Clopper–Pearson), one-sided at 95%",
        ),
        assumptions=("The figures of the hidden stations are genuine and rightly read.",),
        limits=(
            "All trials hide stations of one election and are not independent of each other.",
            "What is really missing may be more extreme than anything hidden here.",
            (
                "Stations that only a roll knows cannot be tested; where all missing are such, the whole is used as "
                "stratum."
            ),
        ),
        references=("Efraimidis and Spirakis, Information Processing Letters 97 (2006) 181.",),
    ),
}
