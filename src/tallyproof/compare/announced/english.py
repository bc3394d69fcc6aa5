"""What statements, assumptions and reasons say in English. Never 'fraud': a claim holds with its assumptions only."""

from tallyproof.compare.announced.english_methods import METHODS as METHODS

SENTENCES = {
    "counts-sum": "The announced counts add up to the announced {total} valid votes.",
    "counts-do-not-sum": "The announced counts add up to {sum}, not to the announced {total} valid votes "
    "(difference: {difference}).",
    "percentages-sum": "The announced percentages add up to {sum_percent}, as rounding allows.",
    "percentages-do-not-sum": "The announced percentages add up to {sum_percent}; rounding explains at most "
    "{tolerance} points of difference from 100%.",
    "percentages-above-100": "The announced percentages of {number} candidates add up to {sum_percent}, more than the "
    "whole; rounding explains at most {tolerance} points.",
    "percentages-follow": "Each of the {number} announced percentages follows from its count and {total} votes in all.",
    "percentage-does-not-follow": "{candidate}: {count} of {total} votes are {computed_percent}, not the "
    "announced {printed_percent}.",
    "percentage-likely-misprint": "{candidate}: {count} of {total} votes are {computed_percent}, not the "
    "announced {printed_percent}. This may be a misprint ({slip}); it is left as announced.",
    "count-percentage-follows": "{count_id}: the announced {printed_percent} follows from {count} of "
    "{base_votes} ({base}).",
    "count-percentage-does-not-follow": "{count_id}: {count} of {base_votes} ({base}) are {computed_percent}, "
    "not the announced {printed_percent}, and no other announced total gives it.",
    "count-percentage-not-checked": "{count_id}: not checked whether the announced {printed_percent} follows, because "
    "{reason}.",
    "counts-on-grid": "All {number} announced counts are what one gets by multiplying {total} votes by "
    "percentages with {decimals} decimals and rounding: no count is further than {largest_residual} votes from "
    "such a percentage, where these percentages are {step} votes apart. Somebody reading out derived figures "
    "is one possible cause.",
    "counts-off-grid": "The announced counts are not what one gets by multiplying {total} votes by percentages "
    "with {decimals} decimals and rounding: {on_grid} of {number} are.",
    "grid-rarity": "How rare that is, in a model where every division of {total} votes into {number} counts is "
    "equally likely: 1 in {one_in}; after allowing for the {tests} tests tried (bulletins: {bulletins}; "
    "numbers of decimals: {decimals_tried}): 1 in {adjusted_one_in}. This measures rarity in the model, not a "
    "cause.",
    "grid-rarity-bound": "How rare that is, in a model where every division of {total} votes into {number} "
    "counts is equally likely: at most 1 in {one_in}; after allowing for the {tests} tests tried (bulletins: "
    "{bulletins}; numbers of decimals: {decimals_tried}): at most 1 in {adjusted_one_in}. This measures rarity "
    "in the model, not a cause.",
    "count-fell": "{candidate}: {after} votes announced, {difference} fewer than the {before} of the earlier "
    "announcement '{earlier}'. A count that goes on can only grow.",
    "counts-grew": "None of the {number} counts is below that of the earlier announcement '{earlier}'.",
    "not-run": "Not checked: {check}, because {reason}.",
    "not-computed": "Not computed: {check}, because {reason}.",
    "reading-not-computed": "Not computed: {check} ({reading}; roll '{roll}'), because {reason}.",
    "contested-set-aside": "Left out of this comparison: {contested} stations contested by a sheet of unknown "
    "origin. Their {contested_votes} votes for candidates are in the tally but in no held figure below; each "
    "of them may have brought votes up to its cap instead.",
    "annulled-set-aside": "Left out of this comparison: {annulled} annulled stations, which the announcement "
    "may have counted; each of them may have brought votes up to its cap.",
    "announced-above-roll": "The announcement counts {announced} votes, {difference} more than the "
    "{roll_registered} electors of the roll '{roll}'.",
    "held-above-announced": "{candidate}: {held} votes in {held_kind}, {difference} more than the {announced} "
    "announced. For both to be right, at least {difference} of these votes must be of stations that are not in "
    "the announced count.",
    "cannot-both-be-right": "This announcement and {held_kind} cannot both be right: {reading}, and with up to "
    "{cap} votes from everywhere else, they stay at least {distance} votes apart; at least {moved} votes would "
    "have to move. (Roll '{roll}': {roll_stations} stations, {roll_registered} electors.)",
    "no-contradiction": "No contradiction found between this announcement and {held_kind}: {reading}, and with "
    "up to {cap} votes from everywhere else. That proves neither right. (Roll '{roll}'.)",
    "failure-cap": "By this alone it can dissolve only if there are at least {extra} more votes outside than the "
    "cap of {cap} allows.",
    "failure-cap-never": "No number of further votes outside dissolves it: without any cap at least "
    "{distance_uncapped} votes stay apart.",
    "failure-coverage-lower": "By this alone it can dissolve only if the count covered at most {at_most} "
    "{claim_unit}, not at least {low} as claimed.",
    "failure-coverage-higher": "By this alone it can dissolve only if the count covered at least {at_least} "
    "{claim_unit}, not at most {high} as claimed.",
    "failure-coverage-never": "No other coverage dissolves it: it stands whichever stations were counted.",
    "failure-all-held": "By this alone it can dissolve only if at least {left_out} of these {stations} stations "
    "are not in the announced count.",
    "failure-figures": "By this alone it can dissolve only if at least {false_stations} of these {stations} "
    "stations have wrong figures, however wrong.",
    "failure-figures-never": "No wrong figures at these {stations} stations dissolve it, however many and however "
    "wrong.",
    "failure-not-computed": "The smallest failure of the assumption '{assumption}' was not computed: {reason}.",
    "same-leader": "{leader} leads both in the announcement and in {held_kind}.",
    "false-stations-lead": "{leader} leads {announced_leader} by {lead} votes in {held_kind}. To undo this "
    "lead one would have to remove {removed} stations, swap the two in {swapped}, or have {arbitrary} "
    "arbitrarily wrong; only the last is a lower bound.",
    "false-stations-lead-with-missing": "Even if {announced_leader} received every one of the {cap} votes "
    "still possible elsewhere (roll '{roll}'), undoing the lead of {leader} would take {removed} stations "
    "removed, {swapped} with the two swapped, or {arbitrary} arbitrarily wrong; only the last is a lower bound.",
    "false-stations-margin": "To turn the lead of {leader} by {lead} votes in {held_kind} into the announced "
    "lead of {announced_leader} by {announced_margin}, one would have to remove {removed} stations, swap the "
    "two in {swapped}, or have {arbitrary} arbitrarily wrong; only the last is a lower bound.",
    "false-stations-margin-with-missing": "Even if {announced_leader} received every one of the {cap} votes "
    "still possible elsewhere (roll '{roll}'), reaching the announced lead of {announced_margin} would take "
    "{removed} stations removed, {swapped} with the two swapped, or {arbitrary} arbitrarily wrong; only the "
    "last is a lower bound.",
    "no-false-station-lead": "With the {cap} votes still possible elsewhere (roll '{roll}') {announced_leader} could "
    "undo the lead of {leader} by {lead} votes without any false station.",
    "no-false-station-own-lead": "With the {cap} votes still possible elsewhere (roll '{roll}') {announced_leader} "
    "could undo the lead of {leader} by {lead} votes without any false station.",
    "no-false-station-margin": "With the {cap} votes still possible elsewhere (roll '{roll}') {announced_leader} could "
    "reach the announced lead of {announced_margin} without any false station.",
    "failure-all-held-never": "Leaving some of these stations out of the announced count does not dissolve it.",
    "percentage-above-100": "{candidate}: {printed_percent} was announced, which is more than the whole.",
    "misprint-count": "{candidate}: with {meant} instead of the announced {printed} votes the counts would add "
    "up to the announced {total}; as they are, they add up to {sum}. This may be a misprint ({slip}; figures "
    "of which one slip would do that: {possible}). It is left as announced.",
    "misprint-count-borne-out": "{candidate}: with {meant} instead of the announced {printed} votes the counts "
    "would add up to the announced {total}, not to {sum}, and the announced percentage would follow. This may "
    "be a misprint ({slip}; figures of which that is so: {possible}). It is left as announced.",
    "misprint-total": "The total: with {meant} instead of the announced {printed} votes the counts would add "
    "up to it; as they are, they add up to {sum}. This may be a misprint ({slip}; figures of which one slip "
    "would do that: {possible}). It is left as announced.",
    "misprint-total-borne-out": "The total: with {meant} instead of the announced {printed} votes the counts "
    "would add up to it ({sum}), and the announced percentages would follow. This may be a misprint ({slip}; "
    "figures of which that is so: {possible}). It is left as announced.",
    "misprint-count-by-percentage": "{candidate}: with {meant} instead of the announced {printed} votes the "
    "announced {printed_percent} of {total} would follow; one slip gives no other such number. This may be a "
    "misprint ({slip}); it is left as announced.",
    "misprint-percentage-by-sum": "{candidate}: with {meant_percent} instead of the announced "
    "{printed_percent} the percentages would add up to 100%. This may be a misprint ({slip}; such "
    "possibilities in all: {possible}). It is left as announced.",
    "valid-above-cast": "{total} valid votes and {cast} ballots cast were announced: {difference} more votes "
    "than ballots.",
    "cast-above-registered": "{cast} ballots cast and {registered} registered voters were announced: "
    "{difference} more ballots than voters.",
    "identity-holds": "The announced sums agree as the definition says they must ({left} = {right}): {left_sum}.",
    "identity-fails": "The announced sums do not agree as the definition says they must ({left} = {right}): "
    "{left_sum} against {right_sum}, a difference of {difference}.",
    "turnout-above-100": "A turnout of {printed_percent} was announced, which is more than all who are registered.",
    "turnout-follows": "The announced turnout of {printed_percent} follows from {cast} ballots cast of "
    "{registered} registered voters.",
    "turnout-does-not-follow": "{cast} ballots cast of {registered} registered voters are a turnout of "
    "{computed_percent}, not the announced {printed_percent}.",
    "turnout-likely-misprint": "{cast} ballots cast of {registered} registered voters are a turnout of "
    "{computed_percent}, not the announced {printed_percent}. This may be a misprint ({slip}); it is left as "
    "announced.",
    "coverage-fell": "{after_percent} is said to be counted ('{said_unit}'), less than the {before_percent} of "
    "the earlier announcement '{earlier}'. A count that goes on can only grow.",
    "electors-above-roll": "The announcement names {announced} registered voters, {difference} more than the "
    "{roll_registered} electors of the roll '{roll}'.",
    "held-papers-above-announced": "{candidate}: {held} in {held_kind}, {difference} more than the {announced} "
    "announced. For both to be right, at least {difference} of them must be of stations that are not in the "
    "announced count.",
    "failure-universe-electors": "By this alone it can dissolve only if there are at least {extra} more electors "
    "than the {roll_registered} of the roll '{roll}'.",
    "failure-universe-stations": "By this alone it can dissolve only if there are at least {more} stations more "
    "than the {roll_stations} of the roll '{roll}', with {per_station} votes each.",
    "failure-electors-lower": "By this alone it can dissolve only if the counted stations have at most {at_most} "
    "electors, not at least {low} as in this reading.",
    "failure-electors-higher": "By this alone it can dissolve only if the counted stations have at least "
    "{at_least} electors, not at most {high} as in this reading.",
    "failure-as-printed": "By this alone it can dissolve only if the announced counts are wrong by at least "
    "{distance} votes in all.",
    "false-stations-own-lead": "{leader} leads {announced_leader} by {lead} votes in {held_kind}. To undo this "
    "lead one would have to remove {removed} stations, swap the two in {swapped}, or have {arbitrary} "
    "arbitrarily wrong; only the last is a lower bound.",
    "false-stations-own-lead-with-missing": "Even if {announced_leader} received every one of the {cap} votes "
    "still possible elsewhere (roll '{roll}'), undoing the lead of {leader} would take {removed} stations "
    "removed, {swapped} with the two swapped, or {arbitrary} arbitrarily wrong; only the last is a lower bound.",
    "missing-below-zero": "{candidate}: if all of these stations are in the announced count, all others "
    "together would have to show {fewer} votes below zero, which no station can.",
    "missing-turnout": "If all of these stations are in the announced count, the others would have to bring "
    "{wanted} votes: a turnout of at least {turnout_percent} of their {electors} electors (roll '{roll}').",
    "missing-turnout-impossible": "If all of these stations are in the announced count, the others would have "
    "to bring {wanted} votes from {electors} electors (roll '{roll}'): {turnout_percent} of them, more than "
    "there are.",
    "missing-nobody": "If all of these stations are in the announced count, {wanted} votes would have to come "
    "from elsewhere, where the roll '{roll}' has no elector left.",
    "missing-nothing": "Nothing is missing: every elector of the roll '{roll}' is of one of these stations, "
    "and the announcement needs no vote from elsewhere.",
    "missing-share-lead": "To draw level with {leader}, {announced_leader} would need at least {share_percent} "
    "of the {cap} votes still possible elsewhere, if all of them were cast for one of the two (lead: {lead}; "
    "roll '{roll}').",
    "missing-share-lead-impossible": "To draw level with {leader}, {announced_leader} would need "
    "{share_percent} of the {cap} votes still possible elsewhere: more than there are (lead: {lead}; roll "
    "'{roll}').",
    "missing-share-margin": "To reach the announced lead of {announced_margin}, {announced_leader} would need "
    "at least {share_percent} of the {cap} votes still possible elsewhere, if all of them were cast for one of "
    "the two (lead of {leader}: {lead}; roll '{roll}').",
    "missing-share-margin-impossible": "To reach the announced lead of {announced_margin}, {announced_leader} "
    "would need {share_percent} of the {cap} votes still possible elsewhere: more than there are (lead of "
    "{leader}: {lead}; roll '{roll}').",
    "areas-sum": "The {number} counts by area add up over the {areas} areas to those announced for the whole.",
    "areas-do-not-sum": "{candidate}: the {areas} areas add up to {sum}, not to the {announced} announced for "
    "the whole (difference: {difference}).",
    "area-not-computed": "Not compared: the area {area}, because {reason}.",
    "areas-not-computed": "For {number} of the {areas} announced areas nothing was solved ({area} is one), "
    "because {reason}.",
    "areas-held-above-announced": "In {areas} areas more votes are held than were announced there: {number} "
    "counts, {difference} votes in all. For both to be right, at least that many of the votes in {held_kind} "
    "must be of stations that are not in the announced count.",
    "areas-no-contradiction": "No contradiction found by area between this announcement and {held_kind}: "
    "{reading}, in {areas} areas apart from each other. That proves neither right.",
    "areas-cannot-both-be-right": "By area, this announcement and {held_kind} cannot both be right: {reading}, "
    "they stay apart in {contradicted} of {areas} areas, of which none lies in another, by at least {distance} "
    "votes in all; at least {moved} votes would have to move.",
}

ASSUMPTIONS = {
    "as-printed": "The announced figures were made as recorded here.",
    "total-valid": "Percentages are of the {total} valid votes announced.",
    "total-sum": "Percentages are of the {total} votes that the announced counts add up to; no total was announced.",
    "same-count": "Both announcements are of the same count, going on.",
    "model-compositions": "Model: every division of {total} votes into {number} counts is equally likely.",
    "cap": "At most {cap} votes lie outside what is held ({cap_source}).",
    "cap-held": "Wrong figures or not, none of these stations has more votes than its cap in the register, or than its "
    "figures where these are above it.",
    "universe": "There are {roll_stations} stations and {roll_registered} electors in all ({roll_source}).",
    "figures-table": "The figures of the {stations} stations in the published table are genuine and rightly "
    "copied from the sheets; no picture of them was read here.",
    "figures-sheets": "The {stations} sheets are genuine and rightly read from their pictures.",
    "figures-mixed": "The {read} sheets read from pictures are genuine and rightly read, and the figures of "
    "the other {table} stations in the published table are genuine and rightly copied.",
    "any-subset": "Any of the held stations, or parts of them, may be in the announced count or not.",
    "all-held": "Every held station is in the announced count.",
    "coverage-stations": "The announced count covers {claimed_percent} of all stations (claimed of "
    "'{said_unit}'), rounded: {low} to {high} stations, whichever they are.",
    "coverage-electors": "The announced count covers stations with {claimed_percent} of all electors (claimed "
    "of '{said_unit}'), rounded: {low} to {high} electors, whichever stations they are.",
    "turnout-counted": "The claimed turnout of {claimed_percent} is that of the counted stations: these have "
    "{low} to {high} electors, whichever they are.",
    "registered-counted": "The {announced_registered} registered voters announced are those of the counted "
    "stations, whichever they are.",
    "papers": "The cap is one of ballots: those that are for no candidate lie under it too.",
    "areas-apart": "Of the {areas} areas none lies in another.",
    "cap-by-area": "Outside what is held each area has at most the votes of its own cap; of several rolls the "
    "one that is kindest to the announcement is used.",
}

REASONS = {
    "no-counts": "no counts were announced",
    "counts-incomplete": "not every candidate's count was announced",
    "no-valid-count": "no total of valid votes was announced to hold the sum against",
    "no-percentages": "no percentages were announced",
    "percentages-incomplete": "not every candidate's percentage was announced",
    "total-unknown": "the total that percentages are of was not announced and cannot be added up",
    "no-votes": "the announced total is zero",
    "no-such-count": "the count itself was not announced",
    "zero-registered": "the announced number of registered voters is zero",
    "no-pairs": "no candidate has both a count and a percentage",
    "grid-finer-than-a-vote": "there are so few votes that every count, or nearly every one, fits some percentage",
    "nothing-common": "the two announcements have no count in common",
    "no-cap": "the definition declares no cap on the votes outside; add register.cap with its source",
    "cap-unknown": "the votes still possible outside what is held are not bounded: a cap is unknown",
    "no-universe": "the definition says for this area neither how many stations there are nor that the "
    "register is complete",
    "roll-smaller-than-held": "this roll is smaller than what is held already",
    "registered-unknown": "the registered voters of some held station are not known",
    "no-stations-held": "no station of this area is held",
    "area-unknown": "the announced area is not in the register",
    "contest-unknown": "the announced contest is not in the definition",
    "register-unknown": "there is no register yet",
    "solver-failed": "the solver found no optimum",
    "claimed-coverage-below-held": "the claimed coverage is smaller than what is held, so some held stations "
    "are left out",
    "fewer-than-two-counts": "fewer than two candidates' counts were announced",
    "each-roll-apart": "each declared roll is solved apart instead",
    "identity-incomplete": "not every count of {left} = {right} was announced",
    "no-cast": "no number of ballots cast was announced",
    "no-registered": "no number of registered voters was announced",
    "claim-above-100": "the claimed part is more than the whole",
    "turnout-beyond-roll": "this turnout would need more electors than the roll has",
    "registered-beyond-roll": "more registered voters were announced than the roll has",
    "papers-unknown": "the ballots beside the votes are not known of every held station",
    "cap-not-by-roll": "this cap does not follow from the roll alone",
    "announced-tie": "the announcement has a tie in first place",
    "held-tie": "what is held has a tie in first place",
    "outside-unknown": "the electors outside what is held are not known",
    "areas-are-not-all": "the announced areas are not all areas of one level",
    "nothing-common-with-areas": "no count was announced both for the whole and in every area",
}

WORDS = {
    "unknown": "an unknown number of",
    "not-enough": "more than all",
    "others": "All other candidates together",
    "stations": "stations",
    "electors": "electors",
    "cast": "ballots cast",
    "valid": "valid votes",
    "registered": "registered voters",
    "assumption-cap": "cap",
    "assumption-universe": "roll",
    "assumption-any-subset": "any subset",
    "assumption-all-held": "all held stations counted",
    "assumption-coverage-stations": "coverage of stations",
    "assumption-coverage-electors": "coverage of electors",
    "assumption-figures-table": "figures of the published table",
    "assumption-figures-sheets": "figures of the sheets",
    "assumption-figures-mixed": "held figures",
    "counts-sum": "whether the counts add up",
    "percentages-sum": "whether the percentages add up to 100%",
    "percentages-follow": "whether each percentage follows from its count",
    "grid": "whether the counts lie on a percentage grid",
    "growth": "whether the counts grew",
    "feasibility": "whether the announcement and what is held can both be right",
    "false-stations": "how many stations would have to be false",
    "table": "the published table ({stations} stations)",
    "sheets": "these sheets ({stations} stations)",
    "mixed": "what is held ({read} stations read from sheets, {table} from the published table)",
    "any-subset": "whichever of these stations were counted",
    "all-held": "if all of these stations were counted",
    "coverage-stations": "if the claimed {claimed_percent} is the share of all stations that were counted, "
    "whichever they were",
    "coverage-electors": "if the claimed {claimed_percent} is the share of all electors whose stations were "
    "counted, whichever they were",
    "identity": "whether the announced sums agree",
    "turnout-follows": "whether the turnout follows from ballots and voters",
    "missing-turnout": "what turnout the stations that are not held would have to show",
    "areas-sum": "whether the areas add up to the whole",
    "false-stations-margin": "how many stations would have to be false for the announced lead",
    "papers-any-subset": "whichever of these stations were counted, and with the ballots that are for no candidate",
    "papers-all-held": "if all of these stations were counted, and with the ballots that are for no candidate",
    "turnout-counted": "if the claimed turnout of {claimed_percent} is that of the stations that were counted, "
    "whichever they were",
    "registered-counted": "if the {announced_registered} registered voters announced are those of the stations "
    "that were counted, whichever they were",
    "assumption-turnout-counted": "turnout of the counted stations",
    "assumption-registered-counted": "registered voters of the counted stations",
    "assumption-papers-any-subset": "any subset, with all ballots",
    "assumption-papers-all-held": "all held stations counted, with all ballots",
    "assumption-as-printed": "figures as announced",
    "digit-changed": "one digit changed",
    "digits-swapped": "two neighbouring digits swapped",
    "digit-missing": "a digit missing",
    "digit-doubled": "a digit doubled",
    "whole": "the whole",
    "yes": "yes",
    "no": "no",
    "count:_rest": "Ballots for no candidate",
    "result-contradiction": "cannot both be right",
    "result-none": "no contradiction found",
    "result-not-computed": "not computed",
    "never": "nothing would",
    "changed-votes-outside": "more votes outside",
    "changed-electors": "more electors on the roll",
    "changed-stations": "more stations on the roll",
    "changed-at-most": "covered at most",
    "changed-at-least": "covered at least",
    "changed-left-out": "held stations left out",
    "changed-false-stations": "stations with wrong figures",
    "changed-announced": "announced votes wrong",
    "target-lead": "to undo the lead",
    "target-lead-with-missing": "to undo the lead, with every missing vote",
    "target-own-lead": "to undo the lead",
    "target-own-lead-with-missing": "to undo the lead, with every missing vote",
    "target-margin": "to reach the announced lead",
    "target-margin-with-missing": "to reach the announced lead, with every missing vote",
    "share-lead": "share of all possible votes to draw level",
    "share-margin": "share of all possible votes for the announced lead",
    "share-turnout": "turnout for the announced counts",
    "column-candidate": "Candidate or count",
    "column-count": "Announced",
    "column-percentage": "Nearest percentage",
    "column-residual": "Distance in votes",
    "column-on_grid": "Within half a vote",
    "column-printed": "Announced percentage",
    "column-roll": "Roll",
    "column-reading": "Reading",
    "column-cap": "Most votes elsewhere",
    "column-bound": "Exact bound",
    "column-distance": "Votes apart, at least",
    "column-moved": "Votes that would have to move",
    "column-result": "Result",
    "column-assumption": "Assumption",
    "column-failure": "What would have to be otherwise",
    "column-least": "At least, or at most",
    "column-announced": "Announced",
    "column-held": "Held",
    "column-needed": "Needed from all other stations",
    "column-held_share": "Share in what is held",
    "column-needed_share": "Share needed elsewhere",
    "column-target": "What for",
    "column-votes": "Votes to shift",
    "column-removed": "Stations removed",
    "column-swapped": "Stations swapped",
    "column-arbitrary": "Stations arbitrarily wrong (lower bound)",
    "column-area": "Area",
    "column-stations": "Stations held",
    "column-any_subset": "Votes apart, any subset",
    "column-all_held": "Votes apart, all counted",
    "column-summed": "In the sum",
    "axis-residual": "Votes from the nearest percentage",
    "axis-candidate": "Candidate",
    "axis-votes": "Votes",
    "axis-percent": "Percent",
    "axis-believed": "What would have to be",
    "axis-stations": "Stations",
    "axis-way": "Way of being false",
    "series-residual": "Residual",
    "series-announced": "Announced",
    "series-held": "Held",
    "series-needed": "Needed from all other stations",
    "series-believed": "Needed",
    "series-lead": "To undo the lead",
    "series-own-lead": "To undo the lead",
    "series-margin": "For the announced lead",
    "series-lead-with-missing": "To undo the lead, with every missing vote",
    "series-own-lead-with-missing": "To undo the lead, with every missing vote",
    "series-margin-with-missing": "For the announced lead, with every missing vote",
    "removed": "removed",
    "swapped": "swapped",
    "arbitrary": "arbitrarily wrong",
    "mark-half-below": "half a vote below",
    "mark-half-above": "half a vote above",
    "mark-whole": "all there are",
    "mark-cap": "most votes elsewhere",
}

HEADINGS = {
    "source": "Source",
    "held": "Held",
    "arithmetic": "The announced figures by themselves (A1)",
    "feasibility": "The announcement and what is held (A2)",
    "roll": "By the roll '{roll}' ({roll_source})",
    "assumptions": "All of this holds under these assumptions",
    "residuals": "Distance of each count from the nearest percentage with {decimals} decimals, in votes",
    "further": "How many stations would have to be false",
    "areas": "By area",
    "table-residuals": "Distance of each count from the nearest percentage with {decimals} decimals",
    "table-bounds": "Every roll and reading of '{title}'",
    "table-failures": "The smallest failure of each assumption that would dissolve a contradiction",
    "table-announced-held": "Announced, held, and what all other stations would have to bring if every held "
    "one was counted",
    "table-false-stations": "How many of the {stations} stations would have to be false",
    "table-areas": "The announcement by area",
    "picture-residuals": "Distance of each count from the nearest percentage with {decimals} decimals",
    "caption-residuals": "Each bar goes from 0 to the distance of one of {number} announced counts; if it ends "
    "between the two marks, the count is the rounding of a percentage with {decimals} decimals. So it is for "
    "{on_grid} of {number}; the percentages are {step} votes apart.",
    "picture-needed": "What all other stations would have to bring (roll '{roll}')",
    "caption-needed": "If every held station is in the announced count of '{title}', the second bar of each "
    "candidate shows what everything else together would have to bring; below zero is impossible, and so is "
    "more than {cap} votes in all.",
    "picture-believed": "What must be believed for the announcement to hold (roll '{roll}')",
    "caption-believed": "Each range goes from the least percentage that is needed among stations that are not "
    "held to 100%, which is all there is; what begins beyond 100% is impossible. Votes possible elsewhere: "
    "{cap}.",
    "picture-false-stations": "How many held stations would have to be false",
    "caption-false-stations": "Stations removed, with the two candidates swapped, or arbitrarily wrong, of "
    "{stations} held; only the last is a lower bound. A bar that is absent would need more than all.",
}

SINGULARS = {
    "In 1 areas more": "In one area more",
    "1 areas": "1 area",
    "1 more votes outside": "1 more vote outside",
    "1 more electors": "1 more elector",
    "at least 1 stations more": "at least one station more",
    "with 1 decimals": "with one decimal",
    "the 1 tests tried": "the one test tried",
    "the other 1 stations": "the other station",
    "1 stations": "1 station",
    "1 annulled stations": "1 annulled station",
    "1 sheets": "1 sheet",
    "1 votes": "1 vote",
    "1 counts": "1 count",
    "1 electors": "1 elector",
}
