"""What must be true of the sheets for the outcome to stand: one linear form above zero for each pair and condition.

A condition of the outcome rule holds when f(votes) = Σ weight·votes is above zero for each of its forms (Stark's
SHANGRLA in votes): plurality f = w − l for every loser, a threshold s f = w − s·valid, a lead of d f = w − l − d·valid.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tallyproof.election.schema import Condition, percentage


@dataclass(frozen=True, slots=True)
class Assertion:
    """One form that is above zero on the settled figures. `margin` is its value on them, in votes.

    `loser` is '' where the form is against a share of all valid votes.
    """

    condition: str
    winner: str
    loser: str
    weights: Mapping[str, Fraction]
    margin: Fraction

    def value(self, votes: Mapping[str, int]) -> Fraction:
        """Return the form's value on votes by candidate."""
        return sum((weight * votes.get(one, 0) for one, weight in self.weights.items()), Fraction(0))

    def overstatement(self, settled: Mapping[str, int], found: Mapping[str, int]) -> Fraction:
        """Return by how much the settled figures of one station overstate the form, as a part of its margin."""
        return (self.value(settled) - self.value(found)) / self.margin

    def bound(self, settled: Mapping[str, int], cap: int) -> Fraction:
        """Return the most that any figures of up to `cap` votes can make that overstatement."""
        worst = max(Fraction(0), max(-weight for weight in self.weights.values()))
        return (self.value(settled) + cap * worst) / self.margin


@dataclass(frozen=True, slots=True)
class Untested:
    """A condition that no check can confirm, and the code of the reason."""

    condition: str
    reason: str


def assertions_of(
    conditions: Sequence[Condition], totals: Mapping[str, int]
) -> tuple[tuple[Assertion, ...], tuple[Untested, ...]]:
    """Return the forms to test, in the order of the conditions, and the conditions that are not tested."""
    assertions: list[Assertion] = []
    untested: list[Untested] = []
    ranked = sorted(totals, key=lambda one: (-totals[one], one))
    for condition in conditions:
        if condition.kind == "unsupported":
            untested.append(Untested(condition.id, "unsupported-rule"))
        elif not ranked or totals[ranked[0]] == 0:
            untested.append(Untested(condition.id, "no-votes-counted"))
        else:
            forms = _forms(condition, ranked, totals)
            if not forms:
                untested.append(Untested(condition.id, "no-rival"))
            elif any(one.margin < 0 for one in forms):
                untested.append(Untested(condition.id, "does-not-hold"))
            elif any(one.margin == 0 for one in forms):
                untested.append(Untested(condition.id, "no-margin"))
            else:
                assertions += forms
    return tuple(assertions), tuple(untested)


def _forms(condition: Condition, ranked: Sequence[str], totals: Mapping[str, int]) -> list[Assertion]:
    leader, *others = ranked
    if condition.kind == "threshold":
        share = percentage(condition.share or "50%")
        return [_form(condition, totals, leader, "", valid=share)]
    points = percentage(condition.points or "0%") if condition.kind == "lead" else Fraction(0)
    return [_form(condition, totals, leader, other, valid=points) for other in others]


def _form(condition: Condition, totals: Mapping[str, int], winner: str, loser: str, *, valid: Fraction) -> Assertion:
    weights = dict.fromkeys(totals, -valid)
    weights[winner] += 1
    if loser:
        weights[loser] -= 1
    used = {one: weight for one, weight in weights.items() if weight}
    margin = sum((weight * totals[one] for one, weight in used.items()), Fraction(0))
    return Assertion(condition.id, winner, loser, used, margin)
