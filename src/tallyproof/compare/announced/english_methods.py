"""The methods for announcements, explained in English."""

from tallyproof.compare.phrasing import Method

METHODS = {
    "a1-sums": Method(
        title="Do the announced figures agree with each other?",
        plain=(
            "An announcement usually gives votes, a total and percentages, and these hang together.",
            "We add up the votes and compare the sum with the total, and the percentages with 100%.",
            "We also work out each percentage from its votes and look whether the announced one is that, rounded.",
            "Ballots cast, null ballots, registered voters and turnout are held against each other in the same way.",
            "A difference shows that some announced figure is not right, but not which one and not why.",
        ),
        formulas=(
            (
                "difference = Σ counts − total; the total is the announced one, else the sum "
                "where all candidates are given."
            ),
            "Percentages p_1 … p_k with d_i decimals add up if |Σ p_i − 100| ≤ Σ 10^(−d_i)/2.",
            "A percentage p with d decimals follows from a count c of N if |100·c/N − p| ≤ 10^(−d)/2.",
            "Turnout t follows from ballots cast B of R registered voters if |100·B/R − t| ≤ 10^(−d)/2.",
        ),
        assumptions=(
            "The figures were made as recorded here.",
            "Percentages of candidates are of the valid votes; the base of every other percentage is named.",
        ),
        limits=(
            "Where a figure was not announced the check did not run; nothing is filled in.",
            "More ballots than registered voters is no error where voters may be added on the day.",
        ),
        references=("Announced figures and their source are in the report; the arithmetic is that of fractions.",),
    ),
    "a1-misprints": Method(
        title="Could it be a misprint?",
        plain=(
            "People who type or read out numbers change a digit, swap two neighbours, drop one or double one.",
            (
                "Where figures do not agree we look for numbers that one such slip could have "
                "turned into the announced one."
            ),
            "We name them only where they would make a sum, a total or a percentage fit.",
            "How many such possibilities there are is said as well, because with many figures one may fit by chance.",
            "Nothing is ever corrected: the announcement stays as it was made.",
        ),
        formulas=(
            "For each count c: c + total − Σ counts, named if one slip lies between it and c; for the total: Σ counts.",
            "Slips: one digit changed; two neighbouring digits swapped; a digit missing; a digit doubled.",
        ),
        assumptions=("At most one figure has at most one slip.",),
        limits=(
            "A slip that fits is possible, not shown; two slips, or a wrong figure that fits, are not found.",
            (
                "Percentages are searched by their sum only where no counts tell which one is "
                "odd, and at most three named."
            ),
        ),
    ),
    "a1-grid": Method(
        title="Do the announced votes look like percentages multiplied out?",
        plain=(
            "Votes are counted one by one, so they may be any number.",
            "If somebody instead takes a total and round percentages and multiplies, the votes land on a coarse grid.",
            "We measure how far each announced count lies from the nearest point of that grid, in votes.",
            "If every count is within half a vote, the counts are what one gets by multiplying and rounding.",
            "Somebody reading out derived figures is one possible cause; the arithmetic does not name a cause.",
        ),
        formulas=(
            "Step s = N / 10^(d+2) for N votes and d decimals; residual r = c − s·round(c/s).",
            "On the grid: |r| < 1/2, that is c = round(p·N) for a percentage p with d decimals.",
        ),
        assumptions=("Percentages are of the announced total, or of the sum where none was announced.",),
        limits=("Not run where the grid is as fine as single votes (s ≤ 1).", "Every count is taken with its sign."),
    ),
    "a1-rarity": Method(
        title="How rare is it that all counts lie on the grid?",
        plain=(
            "That all counts lie on a grid may be chance, so we ask how often chance does it.",
            "The model is simple: every way to divide the total into so many counts is equally likely.",
            "We count the ways that lie on the grid and divide by all ways.",
            (
                "Because we looked at several bulletins and numbers of decimals, the result is "
                "made less striking by a rule."
            ),
            "It measures rarity in this model and nothing else; real elections are not draws from it.",
        ),
        formulas=(
            "P = compositions of N into k counts all on the grid / C(N+k−1, k−1); exact up to three counts.",
            "Beyond: P ≤ C(M+k−1, k−1)/C(N+k−1, k−1), M = 10^(d+2), if s > k/2; else P ≤ (M+1)^(k−1)/C(N+k−1, k−1).",
            "Holm: with m tests in the order of P, adjusted P_(i) = max over j ≤ i of min(1, (m−j+1)·P_(j)).",
            "A test is one bulletin with one number of decimals; one that some count misses weighs 1.",
        ),
        assumptions=("All compositions of the total are equally likely: a model, printed beside the result.",),
        limits=(
            "Grids of one decimal and of two are not independent; Holm's rule holds all the same.",
            "Only what was tried here is allowed for, not what others tried before.",
        ),
        references=("Holm, Scandinavian Journal of Statistics 6 (1979) 65.",),
    ),
    "a1-growth": Method(
        title="Does a later bulletin only add?",
        plain=(
            "A count that goes on can only grow: votes once counted stay counted.",
            "We compare each announced figure with the same one in every earlier bulletin of the same count.",
            "A figure that fell is named with both numbers.",
            "So is a share of sheets counted that fell, where both are in the same unit.",
            "Corrections happen in honest counts; one that is made should be announced as such.",
        ),
        formulas=("difference = before − after for every figure that both announcements give.",),
        assumptions=("Both announcements are of the same contest, round, stage and area.",),
        limits=("Growth proves nothing; a correction that is announced as one is no contradiction.",),
    ),
    "a2-feasibility": Method(
        title="Can the announcement and the stations that are held both be right?",
        plain=(
            "We hold figures of many stations, and the announcement is a sum over stations that nobody has listed.",
            "We let a computer choose, in the way kindest to the announcement, which stations it counted.",
            "To that it may add any votes from elsewhere, up to a stated cap, divided as it likes.",
            "If even then votes are left over or lacking, announcement and station figures cannot both be right.",
            "The number of those votes comes with a short proof that anybody can recompute with whole numbers.",
        ),
        formulas=(
            "Minimise Σ(s⁺_c + s⁻_c) subject to Σ x_i·c_i + v_c + s⁺_c − s⁻_c = announced_c, 0 ≤ x_i ≤ 1, v, s ≥ 0.",
            "Σ v_c ≤ cap; coverage: low ≤ Σ w_i·x_i + y ≤ high, 0 ≤ y ≤ outside, w = 1 or registered voters.",
            (
                "A turnout t read as that of the counted stations: electors from 100·B/(t+h) to "
                "100·B/(t−h), h half a unit."
            ),
            (
                "bound = Σ λ_c·announced_c − max(0, λ)·cap + μ⁺·low − μ⁻·high + outside·min(0, "
                "−μ) + Σ min(0, −λ·c_i − μ·w_i)."
            ),
            (
                "By weak duality this is a lower bound for every λ with |λ| ≤ 1 and every μ: "
                "HiGHS proposes, fractions prove."
            ),
            "distance = ⌈bound⌉; at least ⌈bound/2⌉ votes would have to move.",
        ),
        assumptions=(
            "The cap on votes outside, the roll, the figures genuine and rightly read, the announcement as recorded.",
            "In each reading: which stations were counted, or what the claimed coverage or turnout is of.",
        ),
        limits=(
            "Stations may be counted in part (x between 0 and 1), which only helps the announcement.",
            "No contradiction found proves neither side right; without a cap nothing is said.",
        ),
        references=(
            "Boyd and Vandenberghe, Convex Optimization (2004), chapter 5.",
            "Huangfu and Hall, Mathematical Programming Computation 10 (2018) 119 (HiGHS).",
        ),
    ),
    "a2-failures": Method(
        title="What would dissolve the contradiction?",
        plain=(
            "A contradiction stands on assumptions, and each of them may be wrong.",
            "For each one we compute the smallest failure that could make everything fit again.",
            "That may be more votes elsewhere, a larger roll, another coverage, or stations with wrong figures.",
            "The reader can then judge which of these failures is believable.",
            "Less than the stated failure, with all other assumptions kept, is not enough.",
        ),
        formulas=(
            "Cap: least Σ v − cap with s = 0 (or: the bound without any cap, where that stays above 0).",
            "Coverage: least distance of Σ w·x + y from its range with s = 0, over the multiplier μ.",
            "Figures: the least number of stations whose votes + caps add up to the bound, largest first.",
            "Announcement: the counts together must be wrong by at least the bound.",
        ),
        assumptions=("One assumption fails at a time; all others hold.",),
        limits=(
            "Stated as necessary, not as sufficient.",
            "Where a larger roll would also change the coverage, each declared roll is solved apart instead.",
        ),
    ),
    "a2-false-stations": Method(
        title="How many stations would have to be false?",
        plain=(
            "If somebody says the station figures are false, the question is how many would have to be.",
            "We give three numbers, because stations can be false in different ways.",
            "They may not exist at all, the two candidates may be swapped, or the figures may be arbitrarily wrong.",
            "Only the last is a lower bound: nothing wrong with a station can shift more than that.",
            "We give them with and without the runner-up receiving every vote that is missing.",
        ),
        formulas=(
            "Shift of a station: w − l if removed, 2·(w − l) if swapped, w − l + cap if arbitrarily wrong.",
            "Number = least n whose n largest shifts add up to the votes needed: the lead, or lead + announced margin.",
            "With every missing vote: the votes needed less the cap outside.",
        ),
        assumptions=("Caps of the stations; for the announced margin: every held station is in the announced count.",),
        limits=("It does not say that any station is false.", "A tie in first place has no leader: not run."),
    ),
    "a2-missing": Method(
        title="What would the missing stations have to show?",
        plain=(
            "Some stations are not held, and the announcement may rest on them.",
            (
                "If all held stations were counted, the missing ones must bring exactly what is "
                "announced less what is held."
            ),
            "We say what votes, shares and turnout that would be.",
            "A candidate who would need fewer than no votes, or a turnout above 100%, shows that it is impossible.",
            "Where it is possible we only say how it would have to look.",
        ),
        formulas=(
            "needed_c = announced_c − held_c; turnout = Σ max(0, needed_c) / (electors of the roll − electors held).",
            (
                "Share of all possible votes outside that draws level: (1 + lead/cap)/2; for the announced lead: "
                "(1 + (lead + announced margin)/cap)/2."
            ),
        ),
        assumptions=("The roll and its cap; every held station is in the announced count; two candidates only.",),
        limits=("Percentages are rounded down, so that 'at least' stays true.",),
    ),
    "a2-areas": Method(
        title="The announcement by area",
        plain=(
            "Where figures were announced by area, each area can be held against its own stations.",
            "That is sharper than the whole, because too many votes here cannot make up for too few there.",
            "The votes that stay apart are added up over areas.",
            "Only areas of which none lies in another are added, so that no vote is counted twice.",
            "Every area has its own cap on votes from elsewhere in that area.",
        ),
        formulas=("distance = ⌈Σ over areas of max(0, bound of the area)⌉, the least bound over the area's rolls.",),
        assumptions=("Each area's cap; areas apart from each other; otherwise as for the whole.",),
        limits=("An area without a roll or cap adds nothing.",),
    ),
}
