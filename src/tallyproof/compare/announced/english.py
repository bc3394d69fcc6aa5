"""What statements, assumptions and reasons say in English. Never 'fraud': a claim holds with its assumptions only."""

SENTENCES = {
    "counts-sum": "The announced counts add up to the announced {total} valid votes.",
    "counts-do-not-sum": "The announced counts add up to {sum}, not to the announced {total} valid votes "
    "(difference: {difference}).",
    "percentages-sum": "The announced percentages add up to {sum_percent}, as rounding allows.",
    "percentages-do-not-sum": "The announced percentages add up to {sum_percent}; rounding explains at most "
    "{tolerance} points of difference from 100%.",
    "percentages-follow": "Each of the {number} announced percentages follows from its count and {total} votes in all.",
    "percentage-does-not-follow": "{candidate}: {count} of {total} votes are {computed_percent}, not the "
    "announced {printed_percent}.",
    "percentage-likely-misprint": "{candidate}: {count} of {total} votes are {computed_percent}, not the "
    "announced {printed_percent}; the two differ as by a slip of one digit, so this may be a misprint. It is "
    "left as announced.",
    "count-percentage-follows": "{count_id}: the announced {printed_percent} follows from {count} of "
    "{base_votes} ({base}).",
    "count-percentage-does-not-follow": "{count_id}: {count} of {base_votes} ({base}) are {computed_percent}, "
    "not the announced {printed_percent}, and no other announced total gives it.",
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
    "failure-cap": "It can dissolve only if there are at least {extra} more votes outside than the cap of "
    "{cap} allows.",
    "failure-cap-never": "No number of further votes outside dissolves it: without any cap at least "
    "{distance_uncapped} votes stay apart.",
    "failure-coverage-lower": "It can dissolve only if the count covered at most {at_most} {claim_unit}, not "
    "at least {low} as claimed.",
    "failure-coverage-higher": "It can dissolve only if the count covered at least {at_least} {claim_unit}, "
    "not at most {high} as claimed.",
    "failure-coverage-never": "No other coverage dissolves it: it stands whichever stations were counted.",
    "failure-all-held": "It can dissolve only if at least {left_out} of these {stations} stations are not in "
    "the announced count.",
    "failure-figures": "It can dissolve only if at least {false_stations} of these {stations} stations have "
    "wrong figures, however wrong.",
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
    "failure-all-held-never": "Leaving some of these stations out of the announced count does not dissolve it.",
}

ASSUMPTIONS = {
    "as-printed": "The announced figures were made as recorded here.",
    "total-valid": "Percentages are of the {total} valid votes announced.",
    "total-sum": "Percentages are of the {total} votes that the announced counts add up to; no total was announced.",
    "same-count": "Both announcements are of the same count, going on.",
    "model-compositions": "Model: every division of {total} votes into {number} counts is equally likely.",
    "cap": "At most {cap} votes lie outside what is held ({cap_source}).",
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
}

REASONS = {
    "no-counts": "no counts were announced",
    "counts-incomplete": "not every candidate's count was announced",
    "no-valid-count": "no total of valid votes was announced to hold the sum against",
    "no-percentages": "no percentages were announced",
    "percentages-incomplete": "not every candidate's percentage was announced",
    "total-unknown": "the total that percentages are of was not announced and cannot be added up",
    "no-votes": "the announced total is zero",
    "no-pairs": "no candidate has both a count and a percentage",
    "grid-finer-than-a-vote": "so few votes that every count fits some percentage",
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
    "count-percentage-follows": "whether the percentage of a count follows from it",
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
}

SINGULARS = {
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
