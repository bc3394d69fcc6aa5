"""The phrase book of figures by station, and where each of its values comes from."""

from __future__ import annotations

from collections.abc import Mapping

from tallyproof.compare.part import Trace
from tallyproof.compare.phrasing import Book
from tallyproof.compare.stations import english, spanish

BOOK = Book(
    {"en": english, "es": spanish},
    named=frozenset(
        {"left", "right", "side", "first", "second", "item", "before", "after", "snapshot", "stage", "level"}
    ),
    areas=frozenset({"area"}),
    worded=frozenset({"left_kind", "right_kind", "rehearsal"}),
    untouched=frozenset({"ids", "sheet", "identity", "formula", "hour"}),
)

PAIR, MOVEMENT, SHEETS = "stations-pair", "stations-movement", "stations-sheets"
GIVEN = Trace(source="entries")
DEFINED = Trace(source="definition")
REGISTERED = Trace(source="register")


def formula(text: str, method: str = PAIR) -> Trace:
    """Return the trace of a value that follows from others."""
    return Trace(formula=text, method=method)


_MOST = formula("first and second: the most votes on both sides together")
_SIDES = {"left": DEFINED, "right": DEFINED}
_TWO = {"first": _MOST, "second": _MOST}
_MATCHED = formula("matched = number of stations in left and in right")
_DIFFERING = formula("differing = number of stations in both where a figure of votes or ballots that both give differs")
_EFFECT = formula("effect = right_margin − left_margin")
_FAILED = {"side": DEFINED, "failed": formula("failed ≤ ran: stations of the side where the check fails"), "ran": GIVEN}
_SHEET = {"sheet": GIVEN, "area": GIVEN}
_HELD = formula("held = number of stations of the form with settled figures", SHEETS)
_NOT_HELD = formula("not_held = number of stations of the form without settled figures", SHEETS)


def _move(text: str) -> Trace:
    return formula(text, MOVEMENT)


def _sheet(text: str) -> Trace:
    return formula(text, SHEETS)


_STEP = {"before": DEFINED, "after": DEFINED}
_PIECES = {
    "arrived_margin": _move("arrived_margin = Σ over stations only in after of first − second"),
    "changed_margin": _move("changed_margin = Σ over stations in both of (first − second in after) − (in before)"),
    "withdrawn_margin": _move("withdrawn_margin = −Σ over stations only in before of first − second"),
}

TRACES: Mapping[str, Mapping[str, Trace]] = {
    "pair-sides": {
        **_SIDES,
        "left_kind": DEFINED,
        "right_kind": DEFINED,
        "left_stations": GIVEN,
        "right_stations": GIVEN,
    },
    "pair-joined": {
        **_SIDES,
        "matched": _MATCHED,
        "only_left": formula("only_left = left_stations − matched"),
        "only_right": formula("only_right = right_stations − matched"),
        "left_stations": GIVEN,
        "right_stations": GIVEN,
    },
    "pair-none-joined": {},
    "pair-differing": {
        "matched": _MATCHED,
        "differing": _DIFFERING,
        "same": formula("same = matched − differing"),
        "differing_percent": formula("differing_percent = 100 · differing / matched"),
    },
    "pair-same": {"matched": _MATCHED},
    "pair-no-figures": {"matched": _MATCHED},
    "pair-with-itself": {
        "same": formula("same = number of stations in both whose settled figures rest on rows of this table alone"),
        "matched": _MATCHED,
        "stage": DEFINED,
        "side": DEFINED,
    },
    "pair-registered": {
        "differing": formula("differing = number of stations in both where registered voters differ"),
        "compared": formula("compared = number of stations in both where both give registered voters"),
    },
    "pair-not-given": {"item": DEFINED, "side": DEFINED},
    "pair-margin": {
        **_SIDES,
        **_TWO,
        "left_margin": formula("left_margin = Σ over stations in both of first − second in left"),
        "right_margin": formula("right_margin = Σ over stations in both of first − second in right"),
        "effect": _EFFECT,
    },
    "pair-directions": {
        **_TWO,
        "right": DEFINED,
        "differing": formula("differing = up + down + unchanged"),
        "up": formula("up = number of stations where the change of first − second is above 0"),
        "down": formula("down = number of stations where it is below 0"),
        "unchanged": formula("unchanged = number of differing stations where it is 0"),
        "raised": formula("raised = Σ of the changes above 0"),
        "lowered": formula("lowered = −Σ of the changes below 0"),
        "effect": formula("effect = raised − lowered"),
        "one_sided_percent": formula("one_sided_percent = 100 · |raised − lowered| / (raised + lowered)"),
    },
    "pair-directions-none": {**_SIDES, **_TWO, "differing": _DIFFERING},
    "pair-whole": {
        **_SIDES,
        **_TWO,
        "left_whole": formula("left_whole = Σ over stations of left of first − second"),
        "right_whole": formula("right_whole = Σ over stations of right of first − second"),
        "difference": formula("difference = right_whole − left_whole = effect + arrived + gone"),
        "effect": formula("effect = Σ over stations in both of the change of first − second"),
        "arrived": formula("arrived = Σ over stations only in right of first − second"),
        "gone": formula("gone = −Σ over stations only in left of first − second"),
    },
    "pair-groups": {"groups": Trace(source="file")},
    "side-unmatched": {"unmatched": GIVEN, "side": DEFINED},
    "side-repeated": {"repeated": GIVEN, "side": DEFINED, "ids": GIVEN},
    "side-left-out": {"rows": GIVEN, "side": DEFINED},
    "side-checked": {"checked": Trace(source="settled"), "side": DEFINED},
    "side-held-back": {"held_back": Trace(source="settled"), "side": DEFINED},
    "side-above-registered": _FAILED,
    "side-above-cap": _FAILED,
    "side-identity": {**_FAILED, "identity": DEFINED, "formula": DEFINED},
    "not-compared": {"side": DEFINED, "unmatched": GIVEN},
    "move-snapshot": {
        **_TWO,
        "snapshot": DEFINED,
        "stations": GIVEN,
        "valid": _move("valid = Σ over the count's stations and candidates of votes"),
        "margin": _move("margin = Σ over the count's stations of first − second"),
        "margin_percent": _move("margin_percent = 100 · margin / valid"),
    },
    "move-snapshot-empty": {"snapshot": DEFINED, "stations": GIVEN},
    "move-step": {
        **_STEP,
        "arrived": _move("arrived = number of stations only in after"),
        "changed": _move("changed = number of stations in both where a figure of votes or ballots differs"),
        "withdrawn": _move("withdrawn = number of stations only in before"),
    },
    "move-margin": {
        **_STEP,
        **_TWO,
        **_PIECES,
        "before_margin": _move("before_margin = Σ over stations of before of first − second"),
        "after_margin": _move("after_margin = before_margin + arrived_margin + changed_margin + withdrawn_margin"),
    },
    "move-points": {
        **_PIECES,
        "before_margin": _move("before_margin = Σ over stations of before of first − second"),
        "after_margin": _move("after_margin = Σ over stations of after of first − second"),
        "before_valid": _move("before_valid = Σ over stations of before of valid votes"),
        "after_valid": _move("after_valid = Σ over stations of after of valid votes"),
        "arrived_valid": _move("arrived_valid = Σ over stations only in after of valid votes"),
        "changed_valid": _move("changed_valid = Σ over stations in both of the change of valid votes"),
        "withdrawn_valid": _move("withdrawn_valid = −Σ over stations only in before of valid votes"),
        "before_percent": _move("before_percent = 100 · before_margin / before_valid"),
        "after_percent": _move("after_percent = 100 · after_margin / after_valid"),
        "points": _move("points = after_percent − before_percent = arrived_points + changed_points + withdrawn_points"),
        **{
            f"{one}_points": _move(
                f"{one}_points = 100 · ({one}_margin − {one}_valid · before_margin / before_valid) / after_valid"
            )
            for one in ("arrived", "changed", "withdrawn")
        },
    },
    "move-arrived": {
        **_TWO,
        "arrived": _move("arrived = number of stations only in after"),
        "stations": _move("stations = number of stations of before"),
        **{
            f"{when}_{who}_percent": _move(f"{when}_{who}_percent = 100 · {when}_{who} / {when}_valid")
            for when in ("arrived", "before")
            for who in ("first", "second")
        },
        **{
            f"{when}_{what}": _move(f"{when}_{what} = Σ over these stations of votes")
            for when in ("arrived", "before")
            for what in ("first", "second", "valid")
        },
    },
    "move-where": {
        "level": DEFINED,
        "difference": _move("difference = composition + within + new"),
        "composition": _move("composition = 100 · Σ (w₁ₐ − w₀ₐ)(s₀ₐ − s₀)"),
        "within": _move("within = 100 · Σ w₁ₐ(s₁ₐ − s₀ₐ)"),
        "new": _move("new = 100 · Σ over areas without votes before of w₁ₐ(s₁ₐ − s₀)"),
    },
    "sheets-compared": {
        "stage": DEFINED,
        "sheets": GIVEN,
        "whole": _sheet("whole = number of forms all of whose stations have settled figures"),
        "partial": _sheet("partial = sheets − whole − unlisted"),
        "unlisted": GIVEN,
    },
    "sheets-agree": {
        "agree": _sheet("agree = number of whole forms where every figure is the sum of its stations"),
        "whole": _sheet("whole = number of forms all of whose stations have settled figures"),
    },
    "sheet-altered": {
        **_SHEET,
        "held": _HELD,
        "lines": _sheet("lines = number of figures with form − Σ stations ≠ 0"),
    },
    "sheet-below": {
        **_SHEET,
        "held": _HELD,
        "not_held": _NOT_HELD,
        "lines": _sheet("lines = number of figures with form − Σ held stations < 0"),
    },
    "sheet-beyond": {
        **_SHEET,
        "held": _HELD,
        "not_held": _NOT_HELD,
        "votes": GIVEN,
        "held_votes": Trace(source="settled"),
        "room": REGISTERED,
        "beyond": _sheet("beyond = votes − held_votes − room"),
    },
    "sheet-not-claimed": {
        **_SHEET,
        "ids": Trace(source="settled"),
        "not_claimed": _sheet("not_claimed = number of settled stations of the area that the form does not claim"),
    },
    "sheet-not-held": {**_SHEET, "ids": GIVEN, "not_held": _NOT_HELD},
    "sheet-unknown": {**_SHEET, "ids": GIVEN, "unknown": GIVEN},
    "sheet-outside": {**_SHEET, "ids": GIVEN, "outside": REGISTERED},
    "sheet-repeated": {**_SHEET, "ids": GIVEN, "repeated": GIVEN},
    "sheet-shared": {**_SHEET, "ids": GIVEN, "shared": GIVEN},
    "sheet-number": {**_SHEET, "number": GIVEN, "listed": GIVEN},
    "sheet-sum": {**_SHEET, "identity": DEFINED, "sum_left": GIVEN, "sum_right": GIVEN},
    "sheet-unlisted": _SHEET,
    "sheets-more": {"more": GIVEN},
}
