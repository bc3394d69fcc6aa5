"""Likely misprints in announced counts, totals and percentages: named with what would fit, left as announced."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from tallyproof.compare.announced.printed import follows, half_unit
from tallyproof.compare.announced.slips import meant_numbers, slip_between
from tallyproof.compare.statement import Statement, statement

MOST_NAMED = 3


def misprints_in_sum(counts: Mapping[str, int], total: int, percentages: Mapping[str, str]) -> Iterable[Statement]:
    """Name every count, and the total, that one slip would make fit where the counts do not add up to the total.

    Those that the announced percentage bears out come alone, where there are any.
    """
    added = sum(counts.values())
    found = []
    for name, count in counts.items():
        meant = count + total - added
        slip = slip_between(str(count), str(meant)) if meant >= 0 else ""
        if slip:
            printed = percentages.get(name)
            borne_out = printed is not None and total > 0 and follows(meant, total, printed)
            found.append(("count", name, count, meant, slip, borne_out))
    slip = slip_between(str(total), str(added))
    if slip:
        borne_out = bool(percentages) and all(
            follows(counts[name], added, printed) for name, printed in percentages.items() if name in counts
        )
        found.append(("total", "", total, added, slip, borne_out))
    sure = [one for one in found if one[5]] or found
    for kind, name, printed_as, meant, slip, borne_out in sure:
        yield statement(
            f"misprint-{kind}-borne-out" if borne_out else f"misprint-{kind}",
            "as-printed",
            **({"candidate": name} if name else {}),
            printed=printed_as,
            meant=meant,
            sum=added,
            total=total,
            slip=slip,
            possible=len(sure),
        )


def misprints_by_percentage(
    counts: Mapping[str, int], total: int, percentages: Mapping[str, str]
) -> Iterable[Statement]:
    """Name the counts that one slip would make follow their percentage of a total, where only one number does.

    For announcements without every candidate's count: elsewhere the sum says more.
    """
    for name, printed in percentages.items():
        if name not in counts or follows(counts[name], total, printed):
            continue
        fitting = [one for one in meant_numbers(str(counts[name])).items() if follows(int(one[0]), total, printed)]
        if len(fitting) == 1:
            meant, slip = fitting[0]
            yield statement(
                "misprint-count-by-percentage",
                "as-printed",
                candidate=name,
                printed=counts[name],
                meant=meant,
                printed_percent=printed,
                total=total,
                slip=slip,
            )


def misprints_in_percentages(percentages: Mapping[str, str], counted: Iterable[str]) -> Iterable[Statement]:
    """Name the percentages that one slip would make fit where all do not add up to 100, if they are few.

    `counted` are those whose counts say which one is wrong: nothing is guessed beside that.
    """
    if set(percentages) <= set(counted):
        return
    tolerance = sum((half_unit(text) for text in percentages.values()), Fraction(0))
    added = sum((Fraction(text) for text in percentages.values()), Fraction(0))
    found = [
        (name, printed, text, slip)
        for name, printed in percentages.items()
        for text, slip in meant_numbers(printed).items()
        if half_unit(text) == half_unit(printed) and abs(added - Fraction(printed) + Fraction(text) - 100) <= tolerance
    ]
    if len(found) > MOST_NAMED:
        return
    for name, printed, text, slip in found:
        yield statement(
            "misprint-percentage-by-sum",
            "as-printed",
            candidate=name,
            printed_percent=printed,
            meant_percent=text,
            slip=slip,
            possible=len(found),
        )
