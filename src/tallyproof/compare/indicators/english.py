"""What indicators say in English: a place to look, beside what is innocent and looks the same. Never a cause."""

from tallyproof.compare.indicators.english_methods import METHODS as METHODS

_P = "p = {p}: {reached} of {resamples} resamples reach it."

SENTENCES = {
    "place-to-look": "Indicators are places to look, never proof: each says how rare a pattern is where chance alone "
    "is at work as described, and none names a cause. Passing proves nothing either.",
    "looked-at": "Looked at: {stations} counted stations in {places} places with {valid} votes for candidates; "
    "{leader} has most of them.",
    "special": "{special} counted special units (hospitals, prisons, mobile or military units and their like, as the "
    "register says) are left out: they are not compared with ordinary stations.",
    "chance": "Chance was drawn {resamples} times from the public seed '{seed}': the same seed and figures give the "
    "same p-values, and anybody can take another seed.",
    "together": "{tests} indicators have a p-value, {unadjusted} of them at most {level_percent}; corrected for their "
    "number (Holm) it is {below}.",
    "not-run": "{indicator}: did not run, because {reason}.",
    "digits": "Of {counts} counts of at least {least}, {moved} would have to have another {digit} digit to match what "
    f"resampling gives; by chance alone it is {{moved_by_chance}} on average. {_P}",
    "digits-uniform": "Equal last digits are not the yardstick: that test would give p = {uniform_p} here, and it "
    "alarms on honest figures, because small counts are more frequent than large ones.",
    "digits-areas": "{flagged} of {areas_tested} areas stand out by themselves (Benjamini and Hochberg at "
    "{level_percent}).",
    "spikes": "{seen} of {stations} stations have {rates} within 0.05 points of a whole percentage; resampling gives "
    f"{{expected}} on average (difference: {{excess}}) and at most {{most}} in 95 of 100 cases. {_P}",
    "spikes-percentages": "{flagged} whole percentages have more stations than those around them explain (Benjamini "
    "and Hochberg at {level_percent}); {listed} stations lie at them.",
    "plane": "Turnout and the share of {leader} go together with a correlation of {overall} over {stations} stations, "
    "and of {inside} inside {areas} areas.",
    "plane-no-null": "This has no p-value: turnout and support are linked in honest elections, in one direction or the "
    "other, and no null says how strongly.",
    "turnout-of": "Turnout is {ballots} over registered voters; {left_out} stations are left out, where registered "
    "voters are not known, or none, or fewer than these.",
    "link": "Between stations of one place the correlation of turnout and share is {correlation} over {stations} "
    f"stations; dealing the place's votes to its stations at random gives 0. {_P}",
    "fingerprint": "The model fitted best puts {incremental_percent} of {stations} stations into its 'incremental' "
    "and {extreme_percent} into its 'extreme' part (α = {alpha}), which together bring {leader} votes of "
    "{added_percent} of registered voters. When places of like size exchange their shares it is {by_chance_percent} "
    "on average and at most {most_percent} in 95 of 100 of {resamples} cases. No p-value is given: where turnout rises "
    "with the share inside areas, honest elections lie above that, too.",
    "spread": "{rate}: stations of one place differ {ratio} times as much as dealing electors to them at random gives "
    f"(Σ(y − Np)²/Np(1 − p) is {{statistic}} with {{degrees}} degrees of freedom, in {{places}} places). {_P}",
    "spread-places": "{rate}: {flagged} of {places} places differ by more than chance gives (Benjamini and Hochberg at "
    "{level_percent}).",
    "spread-simulated": "{rate}: in {simulated} of {places} places some station expects fewer than {least_expected} "
    "votes; there the place's own resamples are counted.",
    "far": "{flagged} of {stations} stations lie further from their area than chance and the spread between places "
    "give (Benjamini and Hochberg at {level_percent}; {areas} areas); {votes} votes separate them from their areas' "
    "medians.",
    "far-p": "The furthest lies {largest} robust standard deviations off. p = {p} (Simes over all stations, from "
    "{draws} resamples of all of them).",
    "far-left-out": "{left_out} stations are left out: fewer than {least_votes} votes, or no area above them has "
    "{least_places} places.",
    "repeats": "{pairs} pairs of stations of one area have the same votes for every candidate, among {stations} "
    f"stations with at least {{least}} votes; resampling gives {{expected}} on average and at most {{most}} in 95 of "
    f"100 cases. {_P}",
    "runs": "{seen} of {neighbours} pairs of neighbouring stations of one place have the same votes for {leader}; "
    "dealing the "
    f"place's votes to its stations at random gives {{expected}} on average. {_P}",
    "null-last-digit": "Null: the votes of every station are drawn again with its own shares and its valid votes fixed "
    "(multinomial), and pass the same limit.",
    "null-second-digit": "Null: the votes of every station are drawn again with its own shares and its valid votes "
    "fixed (multinomial); Benford's law is not asked for.",
    "null-whole-percentages": "Null: ballots and the votes for {leader} are drawn again at every station with its own "
    "turnout and share (binomial), so that the small denominators are the same.",
    "null-turnout-share": "Null, inside places only: the votes for {leader} of every place are dealt to its stations "
    "at random, sizes and turnout fixed (multivariate hypergeometric).",
    "null-fingerprint": "Null: every station keeps its turnout, and places of like size in one area exchange their "
    "shares and stations their distances from them; a bend of the curve that comes from unlike areas stays in it.",
    "null-dispersion": "Null: the votes (and ballots) of every place are dealt to its stations at random, sizes fixed "
    "(multivariate hypergeometric).",
    "null-far-from-area": "Null: places are drawn around their area's median with its own spread, stations around "
    "their place, votes by chance; the drawn figures pass through the same estimation.",
    "null-repeated-votes": "Null: valid votes are fixed and divided by chance with the shares of the place; shares "
    "that lie too close together give more repeats, not fewer.",
    "innocent-last-digit": "Innocent causes that look the same: poll workers who round or estimate, counts in bundles "
    "of ten, typing slips towards 0 and 5, a table that merges stations, one large party whose counts all have a like "
    "size.",
    "innocent-second-digit": "Innocent causes that look the same: stations of like size, a legal maximum per station, "
    "strategic voting, many candidates; second digits follow no law there.",
    "innocent-whole-percentages": "Innocent causes that look the same: small stations (their shares can only be "
    "coarse), poll workers who round, figures reconstructed from published percentages, stations of 100 or 200 "
    "electors by rule.",
    "innocent-turnout-share": "Innocent causes that look the same: differential turnout, home areas, town and "
    "country, age, hospitals, barracks and mobile units where nearly all vote, moved electors still on the roll.",
    "innocent-fingerprint": "Innocent causes that look the same: two kinds of country in one (languages, town and "
    "country, home areas), mobilised strongholds, small and special stations with full turnout, a winner near 90%. "
    "Where turnout goes with the share from place to place, simulated honest elections reached p ≤ 5% in up to 26 of "
    "100: a small p is no surprise there.",
    "innocent-dispersion": "Innocent causes that look the same: electors put into stations by surname, age, sex, "
    "street or date of enrolment, special stations (staff, disabled, military), later additions to one station, "
    "swapped sheets.",
    "innocent-far-from-area": "Innocent causes that look the same: home areas and family ties, company towns, "
    "indigenous or religious communities, hospitals, prisons and mobile units, boundary changes, a new estate. Where a "
    "few places lie much further out than most, simulated honest elections reached p ≤ 5% in up to 22 of 100.",
    "innocent-repeated-votes": "Innocent causes that look the same: tiny stations, two-party contests, one party near "
    "100%, a sheet entered twice by mistake, a copy filed under a neighbour's number.",
    "weak-last-digit": "Called weak: humans who change figures leave last digits alone (Mack and Stoetzer 2019); "
    "Deckert, Myagkov and Ordeshook (2011) on digits; Venice Commission, CDL-AD(2018)009, paragraph 67: never a direct "
    "proof.",
    "weak-second-digit": "Called weak: Mebane (2006) himself finds it unfit for single machines and evenly divided "
    "stations; Deckert, Myagkov and Ordeshook (2011): no better than a coin toss in their data.",
    "weak-whole-percentages": "Called weak: Rozenas (2017): coarse shares are frequent in honest elections by "
    "arithmetic alone, which is why the null keeps every denominator; Venice Commission, CDL-AD(2018)009, paragraph "
    "67.",
    "weak-turnout-share": "Called weak: Deckert, Myagkov and Ordeshook (2011) and Eggers, Garro and Grimmer (2021) on "
    "patterns read without a model of honest voting; Venice Commission, CDL-AD(2018)009, paragraph 67.",
    "weak-fingerprint": "Called weak: its authors note that unlike regions bend the curve as well; Gelman (2025) on "
    "such mixture models: what the honest part misfits is counted as the other one; Venice Commission, "
    "CDL-AD(2018)009, paragraph 67.",
    "weak-dispersion": "Called weak: it rests wholly on how electors were put into stations (Jiménez 2011, and the "
    "debate there); Venice Commission, CDL-AD(2018)009, paragraph 67.",
    "weak-far-from-area": "Called weak: Eggers, Garro and Grimmer (2021): being unusual is common; Gelman (2025) on "
    "residuals taken for causes; Venice Commission, CDL-AD(2018)009, paragraph 67.",
    "weak-repeated-votes": "Called weak: with many stations some repeats are certain, and a clerk's double entry gives "
    "the same; Venice Commission, CDL-AD(2018)009, paragraph 67.",
}

ASSUMPTIONS = {
    "figures": "The figures are those counted; a misread figure is a pattern too.",
    "chance-alone": "Electors decide one by one with the rates that the null says; else the null is wrong.",
    "assigned": "Electors of a place are put into its stations without regard to how they vote ({assigned_source}).",
}

REASONS = {
    "gate": "fewer stations are counted than the definition asks for before candidates are compared",
    "no-stations": "no station is counted",
    "no-votes": "the counted stations have no votes for candidates",
    "one-station": "only one station is counted",
    "one-candidate": "there is only one candidate",
    "no-register": "there is no register yet",
    "too-few-large-counts": "there are fewer than 200 counts of at least 100",
    "too-few-two-digit-counts": "there are fewer than 200 counts of at least 10",
    "too-few-large-stations": "there are too few stations with 100 voters or votes",
    "registered-unknown": "registered voters are not known, or are fewer than the ballots, at every station",
    "too-few-with-turnout": "too few stations have registered voters that are known and not fewer than the ballots",
    "not-assigned-at-random": "the definition does not say that electors of a place are assigned to its stations at "
    "random (indicators.assigned_at_random)",
    "too-few-places": "fewer than ten places have two stations or more",
    "too-few-places-in-area": "no area has 20 places with stations of at least 10 votes",
    "too-few-stations": "fewer than 20 stations have 50 votes",
    "off-by-default": "the definition does not ask for it (indicators.second_digit)",
}

HEADINGS = {
    "indicators": "Indicators: places to look, never proof",
    "last-digit": "Last digits",
    "second-digit": "Second digits",
    "whole-percentages": "Whole percentages",
    "turnout-share": "Turnout against share",
    "fingerprint": "The fingerprint",
    "dispersion": "Stations of one place",
    "far-from-area": "Stations far from their area",
    "repeated-votes": "Repeated votes",
    "table-indicators": "Indicators: p-values, and after Holm",
    "table-last-digit": "Last digits of counts of at least {least}",
    "table-second-digit": "Second digits of counts of at least {least}",
    "table-digit-areas": "Areas to look at",
    "table-percentages": "Whole percentages to look at",
    "table-percentage-stations": "Stations at these percentages",
    "table-dispersion": "Places to look at",
    "table-far": "Stations to look at",
    "table-repeats": "Stations with the same votes",
    "table-runs": "Neighbouring stations with the same votes for {leader}",
    "picture-last-digit": "Last digits, seen and by chance",
    "caption-last-digit": "Bars: counts of at least {least} by their last digit. Line with band: what resampling every "
    "station gives, and 95% of the resamples. Digits are not equally frequent by chance either.",
    "picture-second-digit": "Second digits, seen and by chance",
    "caption-second-digit": "Bars: counts of at least {least} by their second digit. Line with band: what resampling "
    "every station gives, and 95% of the resamples.",
    "picture-spikes-turnout": "Stations at whole percentages of turnout",
    "caption-spikes-turnout": "Line: stations whose turnout is a whole percentage. Band: 95% of the resamples, with "
    "every denominator as it is.",
    "picture-spikes-share": "Stations at whole percentages of the share of {leader}",
    "caption-spikes-share": "Line: stations where the share of {leader} is a whole percentage. Band: 95% of the "
    "resamples, with every denominator as it is.",
    "picture-inside": "Turnout and share of {leader}, as distances from the area",
    "caption-inside": "Stations by how far turnout and share lie from the mean of their area, in points; the larger "
    "the mark, the more. A slope is no sign by itself: support and turnout are linked in honest elections too.",
    "picture-plane": "Turnout and share of {leader}",
    "caption-plane": "Stations by turnout and share; the larger the mark, the more. Several clouds, or a tail, also "
    "come from unlike areas, strongholds and special stations.",
    "picture-curve": "Votes for {leader} over registered voters",
    "caption-curve": "Parts of all stations by that share: as seen, as fitted, and the band of 95% of the exchanges "
    "between like places.",
}

WORDS = {
    "all": "All indicators",
    "whole": "the whole",
    "last-digit": "Last digits",
    "second-digit": "Second digits",
    "whole-percentages": "Whole percentages",
    "turnout-share": "Turnout against share",
    "fingerprint": "The fingerprint",
    "dispersion": "Stations of one place",
    "far-from-area": "Stations far from their area",
    "repeated-votes": "Repeated votes",
    "link": "Turnout and share inside places",
    "last": "last",
    "second": "second",
    "share": "share",
    "turnout": "turnout",
    "rate-share": "Share of {leader}",
    "rate-turnout": "Turnout",
    "rates-both": "a turnout or a share of {leader}",
    "rates-share": "a share of {leader}",
    "ballots-cast": "ballots cast",
    "ballots-valid": "valid votes",
    "ran": "ran",
    "described": "described, no p-value",
    "did-not-run": "did not run",
    "column-indicator": "Indicator",
    "column-state": "State",
    "column-p": "p",
    "column-adjusted": "p after Holm",
    "column-adjusted_p": "p after Benjamini and Hochberg",
    "column-digit": "Digit",
    "column-seen": "Seen",
    "column-expected": "By chance",
    "column-low": "from",
    "column-high": "to",
    "column-area": "Area",
    "column-counts": "Counts",
    "column-moved": "Of another digit",
    "column-rate": "Rate",
    "column-percentage": "Percentage",
    "column-station": "Station",
    "column-neighbour": "Next station",
    "column-place": "Place",
    "column-stations": "Stations",
    "column-statistic": "Σ(y − Np)²/Np(1 − p)",
    "column-votes": "Votes",
    "column-share_percent": "Share",
    "column-area_percent": "Area's median",
    "column-z": "z",
    "axis-digit": "Digit",
    "axis-counts": "Counts",
    "axis-percentage": "Whole percentage",
    "axis-stations": "Stations",
    "axis-turnout": "Turnout",
    "axis-share": "Share of the valid votes",
    "axis-turnout-away": "Turnout, points from the area's mean",
    "axis-share-away": "Share, points from the area's mean",
    "axis-of-registered": "Votes over registered voters",
    "axis-part": "Part of the stations",
    "series-seen": "seen",
    "series-chance": "by chance",
    "series-fitted": "fitted model",
    "series-stations": "stations",
}

SINGULARS = {
    "1 counted special units": "1 counted special unit",
    "1 counted stations in 1 places": "1 counted station in 1 place",
    "in 1 places": "in 1 place",
    "1 indicators have": "1 indicator has",
    "1 stations are left out": "1 station is left out",
    "1 stations lie": "1 station lies",
    "1 whole percentages have": "1 whole percentage has",
    "1 pairs of stations of one area have": "1 pair of stations of one area has",
    "1 stations": "1 station",
    "1 votes": "1 vote",
    "1 areas": "1 area",
}
