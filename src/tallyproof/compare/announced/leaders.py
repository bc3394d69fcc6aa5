"""Who leads in the announcement and in what is held, and by how much; ties have no leader."""

from __future__ import annotations

from dataclasses import dataclass

from tallyproof.compare.announced.held import Held
from tallyproof.model import Announcement


@dataclass(frozen=True, slots=True)
class Leaders:
    """The held leader `winner` and the announced one, `lead` of the winner over the other in what is held.

    Where both are the same candidate, `rival` is the held runner-up and the lead is over them. `margin` is the
    announced lead of the announced leader over the winner, or of the winner over the rival.
    """

    winner: str
    announced: str
    rival: str
    lead: int
    margin: int

    @property
    def same(self) -> bool:
        return self.winner == self.announced


def leaders_of(announcement: Announcement, held: Held) -> Leaders | str:
    """Return the leaders among the announced candidates, or the reason why there are none."""
    announced = announcement.candidates
    if len(announced) < 2:
        return "fewer-than-two-counts"
    votes = {one: held.votes(frozenset({one})) for one in announced}
    by_held = sorted(announced, key=lambda one: (-votes[one], one))
    by_announced = sorted(announced, key=lambda one: (-announced[one], one))
    if announced[by_announced[0]] == announced[by_announced[1]]:
        return "announced-tie"
    if votes[by_held[0]] == votes[by_held[1]]:
        return "held-tie"
    winner, first = by_held[0], by_announced[0]
    rival = by_held[1] if winner == first else first
    lead = votes[winner] - votes[rival]
    margin = announced[winner] - announced[rival] if winner == first else announced[first] - announced[winner]
    return Leaders(winner, first, rival, lead, margin)
