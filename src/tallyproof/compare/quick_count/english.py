"""What a quick count says in English. Never 'winner', never 'official': an estimate stands beside what is missing."""

from tallyproof.compare.phrasing import Method

SENTENCES = {
    "title": "Quick count (a probability sample of stations): {contest}",
    "state": "{rehearsal}{arrived} of {drawn} drawn stations have arrived ({arrived_percent}); provisional, arrival is "
    "not random, as of {hour}, not the official result.",
    "origin": "Of these, {pictures} were read from pictures of sheets and {table} come from a published table.",
    "complete": "All stations of the sample have arrived: nothing rests on who is missing.",
    "lead": "{leader} is ahead of {runner_up} by {lead_percent} of the valid votes ({confidence_percent} interval: "
    "{low_percent} to {high_percent}), from {arrived} of {drawn} drawn stations ({arrived_percent}).",
    "lead-open": "Nobody can be said to be ahead: the lead of {leader} over {runner_up} is estimated at {lead_percent} "
    "({confidence_percent} interval: {low_percent} to {high_percent}, which includes zero), from {arrived} of {drawn} "
    "drawn stations ({arrived_percent}).",
    "lead-bounds": "Whatever the {missing} missing stations of the sample say, the lead of {leader} over {runner_up} "
    "in the sample as a whole is between {low_percent} (all their possible votes to {runner_up}) and {high_percent} "
    "(all to {leader}).",
    "lead-bounds-reversed": "These bounds include zero: who is ahead still rests on the missing stations being like "
    "those that arrived in the same stratum.",
    "bounds-unknown": "What the {missing} missing stations could change is not computed: {reason}.",
    "no-estimate": "No estimate: {reason}.",
    "turnout": "Turnout is estimated at {turnout_percent} of the registered voters ({confidence_percent} interval: "
    "{low_percent} to {high_percent}).",
    "no-turnout": "Turnout is not computed: {reason}.",
    "arrival": "Arrival differs by stratum: from {low_arrived} of {low_drawn} in {low_name} to {high_arrived} of "
    "{high_drawn} in {high_name}.",
    "arrival-even": "Every stratum has had the same part of its sample arrive.",
    "arrival-size": "Stations that arrived have {own} registered voters on average, all drawn ones {all}.",
    "borrowed": "{name}: fewer than two drawn units have arrived, so what is missing there is estimated from its "
    "parent ({parent}).",
    "reserve": "The reserve drawn beforehand is part of this sample, all of it. Decide that before results are seen.",
    "others-held": "{others} other stations are held and not used: they were not drawn.",
    "register-incomplete": "The register is not said to be complete: the sample speaks for the stations in it and for "
    "no others.",
    "left-out": "{left_out} stations were left out of the sampled universe by the plan: the sample does not speak for "
    "them.",
    "register-changed": "The register changed since the sample was drawn: the draw could not be repeated from it, only "
    "the sample's fingerprint was compared.",
    "drawn-again": "The draw was repeated from the seed and the register: the same stations.",
    "weights": "Each station weighs the inverse of its chance of being drawn; shares are ratios of weighted sums, "
    "their errors linearised, with {degrees} degrees of freedom.",
    "not-at-random": "The interval covers the chance of the draw alone. It holds if missing stations are like those "
    "that arrived in the same stratum, and if the figures are genuine and rightly read.",
    "design-title": "Design of a quick count: {contest}",
    "design-stations": "{size} stations drawn from {universe} in {strata} strata, one by one and without replacement.",
    "design-centres": "{size} centres drawn in proportion to {measure} from {units} in {strata} strata, and "
    "{per_centre} stations in each: {stations} of {universe} stations.",
    "design-reserve": "Reserve drawn in the same order: {reserve} stations. They never take the place of others: the "
    "whole reserve joins the sample, or none of it.",
    "design-half-width": "Promised half-width for a share: {half_width_percent} at {confidence_percent} confidence, if "
    "stations lie as far apart as declared.",
    "design-effect": "The design effect that this stands for: {effect} (against as many voters drawn one by one, with "
    "{turnout_percent} turnout and a share of {share_percent}).",
    "design-no-half-width": "No half-width is promised: nothing was declared about how far stations lie apart.",
    "design-earlier": "Spread from the earlier table: {matched} of {universe} stations found in it.",
    "design-seed": "Seed: {seed}",
    "design-next": "Publish the plan before the seed is drawn, and design.json and sample.csv before the count begins.",
}

REASONS = {
    "nothing-arrived": "none of the drawn stations has arrived",
    "below-report-from": "fewer of the drawn stations have arrived than the plan asks for ({report_from_percent})",
    "fewer-than-two-units": "fewer than two drawn units have arrived, which tells nothing of the error",
    "no-votes": "the stations that arrived have no valid votes",
    "cap-unknown": "the most votes of some missing station are not known: neither a cap nor registered voters",
    "cast-unknown": "some station that arrived has no figure of ballots cast",
    "registered-unknown": "the registered voters of some station that arrived are not known",
    "registered-zero": "the stations that arrived have no registered voters",
}

HEADINGS = {
    "quick-count": "Quick count",
    "table-shares": "Shares of the valid votes, with what the missing stations of the sample could make of them",
    "table-strata": "Arrival by stratum",
    "picture-shares": "Shares of the valid votes: estimate, interval and bounds",
    "caption-shares": "For each candidate the estimate from {arrived} of {drawn} drawn stations, its interval, and "
    "behind it the bounds if all missing stations of the sample voted one way.",
}

WORDS = {
    "column-low_percent": "Interval from",
    "column-high_percent": "Interval to",
    "column-least_percent": "At least",
    "column-most_percent": "At most",
    "axis-candidate": "Candidate",
    "axis-share": "Share of the valid votes",
    "series-interval": "Interval",
    "series-bounds": "If the missing went all one way",
    "column-candidate": "Candidate",
    "column-share_percent": "Share",
    "column-error_percent": "Standard error",
    "interval": "{confidence} interval",
    "bounds": "If the missing went all one way",
    "turnout": "Turnout",
    "column-stratum": "Stratum",
    "column-drawn": "Drawn",
    "column-arrived": "Arrived",
    "stations": "Stations",
    "units": "Units",
    "spread": "Spread S",
    "reserve": "Reserve",
    "whole": "the whole",
    "rehearsal": "REHEARSAL. ",
    "to": "to",
    "registered": "registered voters",
    "measure-stations": "their stations",
    "by-stratum": "declared for it",
    "earlier": "earlier table",
    "borrowed": "the widest known",
    "default": "declared",
    "design-effect": "design effect",
    "equal": "not declared",
}

SINGULARS = {
    "1 were read from pictures of sheets": "1 was read from a picture of its sheet",
    "1 come from": "1 comes from",
    "1 stations were": "1 station was",
    "1 other stations are": "1 other station is",
    "1 missing stations": "1 missing station",
    "in 1 strata": "in 1 stratum",
    "1 drawn stations have": "1 drawn station has",
    "1 stations": "1 station",
    "1 centres": "1 centre",
    "1 degrees": "1 degree",
}

METHODS = {
    "b3-design": Method(
        title="Quick count: the sample",
        plain=(
            "Before the count, everybody sees a plan: how many stations, and from which areas.",
            "Then numbers that nobody could know, such as dice thrown in public, decide which stations.",
            "Anybody can repeat the draw from the plan, the register and the dice, so nobody picked friendly stations.",
            "No station is replaced because it is late, far away or closed: that is how such counts went wrong.",
            "Stations that came in by themselves are no sample, however many they are.",
        ),
        formulas=(
            (
                "Allocation: whole n_h that minimise V = Σ W_h²S_h²(1/n_h − 1/N_h) (Wright), without limits Neyman's "
                "n_h ∝ N_h·S_h."
            ),
            "Size for a margin e: n = (ΣW_hS_h)²/(e²/z² + ΣW_h²S_h²/N_h), upwards until V ≤ e²/z².",
            "Inclusion probability of a station: n_h/N_h; of one of B_c in a centre: n_h·M_c/M_h·m/B_c.",
            "Reserve: drawn in the same order; all of it joins the sample, or none.",
        ),
        assumptions=("The seed was not known when the plan was made.", "The register lists the stations spoken of."),
        limits=(
            "A promised half-width rests on how far stations were said to lie apart.",
            (
                "One station per centre with equal weights would be biased, for large centres vote otherwise than "
                "small ones."
            ),
        ),
        references=(
            "Cochran (1977), Sampling Techniques, 3rd ed., chapters 5 and 9A",
            "Wright (2012), The American Statistician 66, 217",
            "Estok, Nevitte and Cowan (2002), The Quick Count and Election Observation, NDI",
        ),
    ),
    "b3-estimate": Method(
        title="Quick count: the estimate",
        plain=(
            "From the drawn stations alone shares and turnout of all stations are estimated.",
            "Each station weighs by how rarely one like it is drawn, so large and small places count by their size.",
            "The interval says how far the chance of the draw may lead astray.",
            "It says nothing about sheets that are false or misread, nor about drawn stations that are still missing.",
            "For those the bounds stand beside it: what the sample would say if all of them voted one way.",
        ),
        formulas=(
            "R = Σwy/Σwx, w = 1/inclusion probability, x valid votes (for turnout registered voters).",
            (
                "Stations: V = ΣN_h²(1 − f_h)s²_zh/n_h/(Σwx)², z = y − R·x; centres: variance between the weighted "
                "sums of centres (ultimate clusters)."
            ),
            (
                "Interval: R ± t·√V, Student's t with units less strata degrees of freedom; the lead is one ratio, y = "
                "y₁ − y₂."
            ),
            "Bounds: every missing drawn station brings all votes of its cap to one candidate, or to the other.",
        ),
        assumptions=(
            (
                "Missing stations are like those that arrived in the same stratum; a stratum with fewer than two "
                "borrows from its parent."
            ),
            "The figures are genuine and rightly read.",
        ),
        limits=(
            "Below the declared part of arrived stations nothing is estimated.",
            "Somebody is ahead only where the interval of the lead excludes zero.",
        ),
        references=(
            "Cochran (1977), Sampling Techniques, 3rd ed., chapters 6 and 11",
            "Kish (1965), Survey Sampling",
        ),
    ),
}
