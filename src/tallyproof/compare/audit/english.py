"""What a check of the transcription says in English. It is of reading, never of counting, and no audit of ballots."""

from tallyproof.compare.phrasing import Method

SENTENCES = {
    "no-check": "No check of the transcription was made: {reason}.",
    "release": "The check is of release {release}, which covers the first {entries} entries of the log.",
    "scope-all": "Its units are all {units} counted stations. {bare} of them are known from a table alone: they have "
    "no picture, and a drawn one counts as maximum error.",
    "scope-pictures": "Its units are the {units} counted stations whose figures were read from pictures. The figures "
    "of {outside} other counted stations, known from a table alone, are taken as they are: nothing is said of them.",
    "margin": "Tested at once are {forms} comparisons of the outcome rule. The closest is {winner} against {loser}, "
    "{margin} votes. The most that errors of reading could take from a margin, added up over all units, is U = "
    "{total} margins; 1 of these would be enough to change the outcome.",
    "margin-share": "Tested at once are {forms} comparisons of the outcome rule. The closest is {winner} against a "
    "share of the valid votes, {margin} votes. The most that errors of reading could take from a margin, added up "
    "over all units, is U = {total} margins; 1 of these would be enough to change the outcome.",
    "untested": "Not tested: {condition}, because {reason}.",
    "cannot-change": "No drawing is needed: errors of reading in all units together, each as large as its cap allows, "
    "come to U = {total} margins, and less than 1 changes nothing. Picture against figure, not paper against picture.",
    "plan": "Plan: risk limit {limit_percent}, method {method}, expected mean taint {expected_percent}. It takes "
    "{draws} draws if errors are as expected and {clean} draws if there are none.",
    "plan-open": "Plan: risk limit {limit_percent}, method {method}, expected mean taint {expected_percent}. With "
    "errors as expected no number of draws reaches the limit.",
    "bare": "The {bare} units without a picture come to {bare_total} of U = {total} margins, which is 1 or more: they "
    "alone could change the outcome, so a check of this scope is expected never to end.",
    "next-publish": "Publish now, so that everybody can read the plan, then throw 20 dice in public and draw with "
    "their faces as seed.",
    "seed": "Seed: {seed}. {draws} draws gave {sheets} different sheets.",
    "plan-published": "The plan stood in a release before anything was drawn.",
    "plan-not-published": "The plan stood in no release before the draw: that it was made before the seed was known "
    "is the word of whoever keeps the journal.",
    "earlier": "Checks of this contest that were drawn before this one: {earlier}, of which were withdrawn: "
    "{withdrawn}. The risk limit is that of one check: whoever draws {earlier} more has more chances to end well.",
    "waiting": "{waiting} of {sheets} drawn sheets were not read anew yet, so nothing is computed from the others.",
    "stop": "After {draws} draws P = {p}, at most the risk limit of {limit_percent}: the check ends. Had errors of "
    "reading changed the outcome, a check like this one would have ended so with a chance of at most {limit_percent}. "
    "Picture against figure, not paper against picture.",
    "go-on": "After {draws} draws P = {p}, above the risk limit of {limit_percent}: the check goes on. {more} further "
    "draws without any error would end it. Picture against figure, not paper against picture.",
    "go-on-open": "After {draws} draws P = {p}, above the risk limit of {limit_percent}, and no number of further "
    "draws would end this check. That is no sign of a wrong outcome: a sheet that cannot be read counts as the "
    "largest possible error. What is left is to read all sheets anew. Picture against figure, not paper against "
    "picture.",
    "rest": "All other sheets are to be read as well: {rest}.",
    "all-hold": "All {units} units were read anew, and all {forms} comparisons hold on what was read, each of the "
    "{unread} sheets that could not be read or have no picture taken at its worst; the closest by {left} votes. The "
    "check ends. Picture against figure, not paper against picture.",
    "all-differ": "All {units} units were read anew: {failing} of {forms} comparisons do not hold on what was read, "
    "with each of the {unread} sheets that could not be read or have no picture taken at its worst. The check does "
    "not confirm them; look at the sheets that differ or could not be read. The check ends. Picture against figure, "
    "not paper against picture.",
    "unrecorded": "This result is not in the journal yet.",
    "errors": "Of {sheets} sheets, {unread} could not be read or have no picture and count as maximum error; "
    "{differing} of the others differ from the settled figures, {against} to the cost of a margin.",
    "rate": "{wrong} of {draws} draws gave a sheet that differs or could not be read ({rate_percent}). With 95% "
    "confidence at most {bound} of {units} units are such ({bound_percent}), and a draw gives one in at most "
    "{chance_percent}. From {sheets} different sheets of {centres} places, {layouts} forms and {areas} areas; the "
    "truth is what {people} readers wrote down from the picture without seeing the settled figures.",
    "changed-since": "Since that release {changed} units have other figures or are no longer counted, and {added} "
    "stations were added: the check speaks of the figures of that release alone.",
    "lapsed": "Nothing is said by the check planned in entry {plan}: {reason}.",
}

ASSUMPTIONS = {
    "picture": "The picture is that of the sheet, and what it shows is the truth here: whether the paper is genuine "
    "is another question.",
    "cap": "No station has more votes than its cap, from the register.",
    "seed": "Nobody knew the seed before the plan was made.",
    "anew": "The sheets were read anew without looking at the settled figures.",
    "fixed": "The 95% are those of a number of draws fixed beforehand. Where a check goes on because of what was read, "
    "the bound misses the true rate more often than 5 times in 100: up to 14 times in simulations.",
    "table-as-given": "The figures of the {outside} stations known from a table alone are taken as they are.",
}

REASONS = {
    "no-plan": "none is planned, or its plan was withdrawn",
    "no-conditions": "the contest has no outcome rule",
    "unsupported-rule": "this rule is not supported",
    "no-votes-counted": "no votes are counted",
    "no-rival": "there is no other candidate",
    "does-not-hold": "it does not hold on the settled figures, and a check can only confirm what holds",
    "no-margin": "its margin is 0, and any error could change it",
    "definition-changed": "it rests on a definition that was changed since; plan a new one",
}

HEADINGS = {
    "check": "Check of the transcription",
    "table-comparisons": "What is tested: margins in votes",
    "table-differences": "Sheets that differ from the settled figures or could not be read",
    "table-groups": "Sheets read anew, by form and area",
    "picture-risk": "P after each draw",
    "caption-risk": "P starts at 1 and falls with every draw without an error. After {draws} draws it is {p}; the "
    "check ends at {limit_percent}.",
}

WORDS = {
    "whole": "the whole",
    "kaplan-markov": "Kaplan–Markov",
    "alpha": "ALPHA",
    "read": "read",
    "illegible": "illegible",
    "missing": "picture missing",
    "withheld": "withheld",
    "column-condition": "Condition",
    "column-winner": "Ahead",
    "column-loser": "Against",
    "column-margin": "Margin",
    "column-station": "Station",
    "column-times": "Times drawn",
    "column-state": "State",
    "column-error_percent": "Error, % of a margin",
    "column-bound_percent": "Bound u, % of a margin",
    "column-taint": "Taint",
    "column-form": "Form",
    "column-area": "Area",
    "column-sheets": "Sheets",
    "column-differing": "Differing",
    "column-unread": "Not read",
    "axis-draws": "Draws",
    "axis-p": "P",
    "series-p": "P",
    "mark-limit": "Risk limit",
    "form-title": "Reading sheets anew: {contest}",
    "differs": "differs",
    "form-rule-1": "Write down what is written on the sheet in the picture, digit by digit, even if it does not add "
    "up. Do not look up results.",
    "form-rule-2": "A dash (-) stands for a field that is empty on the paper. If any figure cannot be read, write "
    "'illegible' under state; 'missing' if there is no picture, 'withheld' if it may not be seen.",
    "form-rule-3": "Then type it into the CSV file of the same name. A second person gets an empty copy of it.",
    "form-state": "State (empty if everything was read)",
    "form-picture": "Picture of the sheet of {station}",
    "form-no-picture": "No picture may be shown here.",
    "form-file": "In the election folder: {file}",
}

SINGULARS = {
    "1 draws gave 1 different sheets": "1 draw gave 1 sheet",
    "1 different sheets of 1 places, 1 forms and 1 areas": "1 sheet of 1 place, 1 form and 1 area",
    "of 1 draws gave": "of 1 draw gave",
    "Of 1 sheets": "Of 1 sheet",
    "1 different sheets": "1 sheet",
    "1 draws": "1 draw",
    "1 further draws": "1 further draw",
    "1 other counted stations, known from a table alone, are taken as they are: nothing is said of them": "1 other "
    "counted station, known from a table alone, are taken as they are: nothing is said of it",
    "1 stations known": "1 station known",
    "1 counted stations": "1 counted station",
    "1 comparisons": "1 comparison",
    "1 votes": "1 vote",
    "1 of the others differ from": "1 of the others differs from",
    "1 could not be read or have no picture and count": "1 could not be read or has no picture and counts",
    "1 of them are known": "1 of them is known",
    "1 units without a picture come": "1 unit without a picture comes",
    "1 units have other figures or are": "1 unit has other figures or is",
    "1 stations were added": "1 station was added",
    "of 1 drawn sheets were": "of 1 drawn sheet was",
    "1 units": "1 unit",
    "1 places": "1 place",
    "1 forms": "1 form",
    "1 areas": "1 area",
    "what 1 readers": "what 1 reader",
    "1 entries": "1 entry",
}

METHODS = {
    "b4-check": Method(
        title="Check of the transcription",
        plain=(
            "It asks whether sheets were read wrongly so often that somebody else would be ahead.",
            "Dice thrown in public choose sheets, and those that could do more harm are chosen more often.",
            "People write down again what stands on the chosen pictures, without seeing what was read before.",
            "If few differ, the check ends with a stated risk; if not, more sheets are drawn, in the end all of them.",
            "It compares pictures with figures: whether a paper is genuine, or was counted rightly, it cannot say.",
        ),
        formulas=(
            (
                "Comparisons: f(v) = Σ weight·v above zero: plurality f = w − l for every loser; threshold s: f = w − "
                "s·valid; lead d: f = w − l − d·valid. Margin V = f(settled totals)."
            ),
            "Overstatement of station i: e_i = max over comparisons of (f(settled_i) − f(found_i))/V.",
            (
                "Error bound: u_i = max over comparisons of (f(settled_i) + cap_i·max(−weight))/V, for plurality (w_i "
                "− l_i + cap_i)/V; rounded up to 10^-18. U = Σ u_i. Taint t = e/u; 1 for a sheet that cannot be read."
            ),
            (
                "If the outcome is wrong by reading, Σ e_i ≥ 1 (the maximum is at least the pair's own), so one test "
                "holds for all pairs and conditions."
            ),
            "Draws with replacement, probability u_i/U, from SHA-256 of seed, label and counter.",
            "Kaplan–Markov: P = Π (1 − 1/U)/(1 − t_j).",
            (
                "ALPHA: Y = 1 − max(t, 0), μ = 1 − 1/U, 1/P = Π [Y_j/μ·(η_j − μ) + 1 − η_j]/(1 − μ); η_j = (d(1 − "
                "expected) + Σ_{i<j} Y_i)/(d + j − 1), at least μ + ε_j and at most 1 − (1 − μ)/50, d = 100, ε_j = (1 "
                "− μ)/(2√(d + j − 1))."
            ),
            (
                "1/P is a nonnegative supermartingale from 1 if the outcome is wrong, so P ≤ limit ever has a chance "
                "of at most the limit (Ville). The check ends when P, after everything drawn was read anew, is at "
                "most the limit."
            ),
        ),
        assumptions=(
            "Caps bound the votes of a station.",
            "The seed was not known when the plan was made.",
            (
                "Sheets are read anew rightly and without sight of the settled figures; a picture that is missing, "
                "illegible or withheld counts as maximum error."
            ),
        ),
        limits=(
            (
                "It says nothing of paper that is false, miscounted or never photographed: picture against figure, "
                "not paper against picture."
            ),
            "It speaks of the figures of one release; missing stations stand in the outcome bounds.",
            "All conditions that hold are tested together, so one with a tiny margin makes the check long.",
            "Under Kaplan–Markov one sheet that cannot be read ends every hope of ending; ALPHA goes on at a price.",
        ),
        references=(
            (
                "Stark (2009), Risk-limiting post-election audits: P-values from common probability inequalities, and "
                "Auditing a collection of races simultaneously; SSRN 1443314"
            ),
            "Stark (2022), ALPHA: audit that learns from previously hand-audited ballots, arXiv 2201.02707",
            "Stark (2020), Sets of half-average nulls generate risk-limiting audits (SHANGRLA), arXiv 1911.10035",
            "Spertus and Stark (2023), ONEAudit: overstatement-net-equivalent risk-limiting audit, arXiv 2303.03335",
        ),
    ),
    "b4-rate": Method(
        title="How many sheets are read wrongly",
        plain=(
            "The sheets drawn for the check also tell how common reading errors are.",
            "A sheet counts as wrong if any candidate's votes differ, or if nobody could read it again.",
            "From the share of draws that gave a wrong sheet follows the largest share that would still fit.",
            "Because sheets are not drawn equally often, the bound supposes that the wrong ones are those drawn least.",
            "A small rate does not say that the outcome is right, nor a large one that it is wrong.",
        ),
        formulas=(
            (
                "x of n draws wrong; upper bound p of the chance of a wrong draw: P(Binomial(n, p) ≤ x) = 5% "
                "(Clopper–Pearson)."
            ),
            "Upper bound of the number of wrong units: the largest k for which the k least u add up to at most p·U.",
        ),
        assumptions=("Draws are independent, with probability u_i/U.", "Their number was fixed beforehand."),
        limits=(
            "Errors too small to change any margin count as much as large ones.",
            "With equal u the bound is the binomial one: 300 clean draws bound the rate at 1.0%.",
        ),
        references=("Clopper and Pearson (1934), Biometrika 26, 404",),
    ),
}
