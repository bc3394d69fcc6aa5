"""The indicators explained in English: five sentences for a journalist, the whole for a statistician."""

from tallyproof.compare.indicators.references import (
    ANSCOMBE,
    COCHRAN,
    COMMON,
    DECKERT,
    EGGERS,
    GELMAN,
    JIMENEZ,
    KLIMEK,
    KOBAK,
    MACK,
    MEBANE,
    MYAGKOV,
    ROZENAS,
    SIMES,
    VENICE,
)
from tallyproof.compare.phrasing import Method

METHODS = {
    "indicators": Method(
        title="Indicators, and what they cannot say",
        plain=(
            "Some ways of changing figures leave patterns, and these tests look for such patterns.",
            "Each test says how rare its pattern is if nothing but chance is at work, which is never quite so.",
            "Who tries many tests will find something, so all p-values are corrected for their number.",
            "What stands out is a place to look at the papers; it proves nothing and names no cause.",
            "Figures that pass every test may still be false: many ways of changing them leave no pattern.",
        ),
        formulas=(
            "p = (1 + b)/(1 + n): b of n resamples reach what was seen; so p is never 0",
            "after Holm: of m p-values in rising order, the i-th is multiplied by m − i + 1, none below an earlier one",
            "after Benjamini and Hochberg: the i-th of m is multiplied by m/i, none above a later one; inside one list",
            "two questions in one family: the smaller p, twice",
            "stream of a label: NumPy's Philox, key = first 16 bytes of SHA-256(seed, line feed, label), big-endian",
        ),
        assumptions=(
            "The null of each indicator, printed beside it.",
            "The seed was not chosen for its result: it is printed, and another one may be taken.",
        ),
        limits=(
            "A p-value is about the null, not about honesty; an honest election need not follow the null.",
            "With many stations differences without any importance have small p-values: look at the effect.",
            "Draws repeat exactly with the same version of NumPy, otherwise within the error of the resamples.",
        ),
        references=(VENICE, *COMMON),
    ),
    "digits": Method(
        title="Last and second digits",
        plain=(
            "People who invent numbers often prefer some last digits to others.",
            "In honest counts the last digits of large counts are nearly, but not quite, equally frequent.",
            "So we do not compare with equal digits: we let every station vote again by chance, many times.",
            "If the true digits lie further off than nearly all of these repetitions, the figures are a place to look.",
            "People who move votes or add ballots leave last digits alone, so passing says little.",
        ),
        formulas=(
            "counts of at least 100 (second digit: 10), all candidates; O_d of them end in d",
            (
                "resample: (y*_1, …, y*_k) ~ Multinomial(N, y/N) at every station, N its valid votes; the limit "
                "applies to y*"
            ),
            (
                "q_d = mean part of the counts that end in d, of the resamples and the true ones; "
                "T = Σ (O_d − n·q_d)²/(n·q_d), p by resampling"
            ),
            "moved = ½·Σ |O_d − n·q_d|",
            "areas of the top level with at least 100 such counts: the same, Benjamini and Hochberg over them",
        ),
        assumptions=("Electors of a station decide one by one with the station's own shares.",),
        limits=(
            (
                "Resampling smooths the distribution of counts a little; with counts of at least 100 that moves "
                "digits by less than chance does."
            ),
            "The second digit is off by default: no law says how it is distributed in stations of like size.",
        ),
        references=(DECKERT, MEBANE, MACK, VENICE),
    ),
    "whole-percentages": Method(
        title="Whole percentages",
        plain=(
            "Who fixes a result beforehand may fix a round percentage, such as 70% turnout.",
            "We count the stations whose turnout or leading share is a whole percentage.",
            "Small stations have coarse shares, and 1/2 or 2/3 are frequent by arithmetic alone.",
            "So every station votes again by chance with its own numbers, and we compare with that.",
            "An excess at 70, 75 or 80% says where to look, not why.",
        ),
        formulas=(
            "whole percentage m: |100·y/N − m| ≤ 0.05, exact in integers: (2000·y + N) mod 20·N ≤ 2·N; 1 ≤ m ≤ 98",
            "turnout: ballots of registered voters, at least 100; share: leader's votes of valid votes, at least 100",
            "resample: y* ~ Binomial(N, y/N) for each; T = stations at a whole percentage by either, p by resampling",
            (
                "at m alone: of the n stations with round(100·y/N) = m, the part of resamples at m is expected; "
                "exact binomial tail, Benjamini and Hochberg over all m and both rates"
            ),
        ),
        assumptions=("Electors of a station decide one by one with the station's own turnout and share.",),
        limits=(
            (
                "In stations of thousands of electors the chance spread is narrower than a point: resampling then "
                "keeps spikes, and the test loses power."
            ),
            "The leader's share alone is looked at, and stations near 0 and 100% are not.",
        ),
        references=(KOBAK, ROZENAS, VENICE),
    ),
    "turnout-share": Method(
        title="Turnout against share",
        plain=(
            "Added ballots raise turnout and one candidate's share at the same stations.",
            "The picture shows every station by both.",
            "Honest elections have slopes too: strongholds mobilise, cities differ from the country.",
            "So between places we show and describe, and give no p-value.",
            (
                "Only where electors of one place are assigned to its stations at random is there a test: there, "
                "turnout and share of the stations are not linked by chance."
            ),
        ),
        formulas=(
            (
                "correlation inside areas: of t − mean of the area and s − mean of the area, over stations; an area "
                "needs 10"
            ),
            "inside places: L = Σ (y − N·p)(t − t̄), p and t̄ of the place; p-value of |L| by dealing",
            "dealing: y* multivariate hypergeometric, the place's votes for the leader among its stations' valid votes",
            (
                "why 0: if each elector is independently for A, for another or at home, A given valid votes N is "
                "Binomial(N, a/(a + b)), whatever the turnout"
            ),
        ),
        assumptions=("Inside places: electors are assigned to stations without regard to how they vote.",),
        limits=(
            "Differential turnout gives a slope between places in honest elections.",
            "Additions in the same proportion at all stations of a place leave no trace inside it.",
        ),
        references=(
            MYAGKOV,
            DECKERT,
            EGGERS,
            VENICE,
        ),
    ),
    "fingerprint": Method(
        title="The fingerprint",
        plain=(
            "Plotted by turnout and share, stations of many elections form one cloud.",
            "Added ballots smear the cloud towards the corner where everybody votes for one candidate.",
            "A model with three kinds of stations is fitted to see how much smear there is.",
            (
                "Unlike regions smear the cloud as well, so the same fit is made when like places have exchanged "
                "their shares."
            ),
            "Only what goes beyond that exchange is remarkable, and it may still be a stronghold.",
        ),
        formulas=(
            (
                "w = leader's votes/registered; as voted: w = a·v; incremental: w = a·v + x·(1 − a) + x^α·(1 − v)·a, "
                "x = |Normal(0, σ_x)|; extreme: x = 1 − |Normal(0, 0.075)|"
            ),
            (
                "a, v normal around the modes of turnout and share, with the spread below the mode, kept in [0, 1]; "
                "σ_x from the spread of the share above its mode"
            ),
            (
                "f_i, f_e ≥ 0, f_i + f_e ≤ 1 and α in {1, 1.5, 2, 2.5, 3, 4} minimise Σ (h − m)²/(h + 1/n) over 100 "
                "bins of w"
            ),
            (
                "null: groups of about 10 places of like size in one area exchange their shares, and their "
                "stations their distances from their places; all keep t; what f_i and f_e add to the mean of w is held "
                "against this, without a p-value"
            ),
            "mode: top of the parabola through the logarithms of smoothed bins of at least half its height",
        ),
        assumptions=("Inside an area, turnout and share of places of like size are not linked.",),
        limits=(
            (
                "Where they are linked honestly (differential turnout) it lies above the null as well, so it has no "
                "p-value and no part in Holm's correction."
            ),
            "The kernel is the paper's; the mode, minimising on the triangle and not a grid, and the null are ours.",
            "Additions unlike the two parts, as at single stations, are hardly seen.",
            "Many small additions move the mode and the spread that are taken for honest, and are understated.",
            "Stations with fewer than 100 electors are left out, as in the paper.",
        ),
        references=(KLIMEK, GELMAN, VENICE),
    ),
    "dispersion": Method(
        title="Stations of one place",
        plain=(
            "Where electors of a place are put into its stations by chance, the stations should differ by chance only.",
            "How much that is, is known exactly: as in dealing cards.",
            "Stations that differ by far more are a place to look at the sheets.",
            "Where electors are sorted by surname, age or street, stations differ honestly.",
            "So the test runs only where the definition says, with its source, that they are not sorted.",
        ),
        formulas=(
            (
                "X² = Σ (y − N·p)²/(N·p·(1 − p)) over the stations of a place, p = Σy/ΣN; share: y votes for the "
                "leader, N valid votes; turnout: y ballots, N registered voters"
            ),
            (
                "total: ΣX² over places against dealing (multivariate hypergeometric), p by resampling; two rates, "
                "the smaller p twice"
            ),
            (
                "one place: p = χ² tail with stations − 1 degrees of freedom at min(X², G²), G² the likelihood "
                "ratio, whose far tail is right where few votes are expected; below 5 expected votes its own "
                "resamples"
            ),
            "Benjamini and Hochberg over places",
        ),
        assumptions=("Electors are assigned to the stations of a place without regard to how they vote.",),
        limits=(
            "The same change at all stations of a place leaves no trace.",
            "With many electors a slight sorting is enough for a small p: look at the ratio, 1 by chance.",
        ),
        references=(
            JIMENEZ,
            COCHRAN,
            VENICE,
        ),
    ),
    "far-from-area": Method(
        title="Stations far from their area",
        plain=(
            "A station that votes quite otherwise than everything around it is worth a look.",
            (
                "How far places usually lie apart is measured in each area by its middle half, so that a few odd "
                "ones do not count."
            ),
            "What few ballots give by chance is taken off.",
            "With thousands of stations some lie far off by chance, and the list is corrected for that.",
            "Most of what remains has a reason: a prison, a barracks, a candidate's home village.",
        ),
        formulas=(
            "g = arcsin √((y + 3/8)/(N + 3/4)), of variance 1/(4N + 2) by chance, whatever the share",
            (
                "area: the lowest with 20 places; median of its places' g; τ² = max(0, (1.4826·MAD)² − median chance "
                "variance), below and above apart"
            ),
            "ω²: the same inside places, over the whole; z = (g − median)/√(τ² + ω² + 1/(4N + 2))",
            (
                "null: g* = median + τ·Normal (place) + ω·Normal (station), y* ~ Binomial(N, sin² g*), estimated "
                "again; tails of |z*| by classes of 20–49, 50–199 and 200 places or more"
            ),
            "Benjamini and Hochberg over stations; p of the whole is Simes', the least adjusted one",
        ),
        assumptions=("Places of an area lie around its median normally, on the scale of g.",),
        limits=(
            "Honest areas have longer tails than normal ones: two communities in one area are enough.",
            "A change that moves half of an area moves its median too.",
        ),
        references=(
            ANSCOMBE,
            SIMES,
            EGGERS,
            GELMAN,
            VENICE,
        ),
    ),
    "repeated-votes": Method(
        title="Repeated votes",
        plain=(
            "Who invents many sheets may copy one.",
            "We look for stations of one area with exactly the same votes for every candidate.",
            "In small stations that happens by chance, so chance is drawn many times with the same sizes.",
            "We also look at neighbouring stations of one place with the same votes for the leader.",
            "A sheet that was entered twice by mistake looks the same.",
        ),
        formulas=(
            "pairs: stations of one area of the lowest level, at least 50 votes each, equal for every candidate",
            (
                "resample: y* ~ Multinomial(N, p), N fixed; p = (Y_place + κ·P_area)/(N_place + κ), κ by moments of "
                "the leader's share (beta-binomial)"
            ),
            "neighbours: stations of one place next to each other by id, equal votes for the leader, against dealing",
            "p by resampling for each; two questions, the smaller p twice",
        ),
        assumptions=("Electors decide one by one with shares no closer together than p.",),
        limits=(
            "Shrinking the shares to place and area makes repeats more frequent by chance: the test is cautious.",
            "Copies with one altered figure are not found.",
        ),
        references=(VENICE,),
    ),
}
