"""How far a long job is, in one line that fits a telephone or a log."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

STAGES = {
    "intake": "Taking in",
    "read": "Reading",
    "pictures": "Making pictures",
    "pages": "Writing pages",
    "sheets": "Rendering sheets",
}
_WINDOW_SECONDS = 60.0
_SAMPLE_SECONDS = 1.0


class Meter:
    """One stage of a job: how much is done, how fast of late, and how long the rest will take at that rate."""

    def __init__(self, stage: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._label = STAGES.get(stage, stage.capitalize())
        self._clock = clock
        self._started = clock()
        self._samples: deque[tuple[float, int]] = deque()
        self._done, self._of, self._unread = 0, -1, 0
        self._ended: float | None = None

    def tell(self, done: int, of: int | None, unread: int) -> None:
        """Take in how far the stage is; `unread` of what is done was left for people."""
        now = self._clock()
        self._done, self._of, self._unread = done, -1 if of is None else of, unread
        self._ended = now if done == of else None
        if not self._samples or now - self._samples[-1][0] >= _SAMPLE_SECONDS:
            self._samples.append((now, done))
        # One sample older than the window stays, so that the rate is always over the whole of it.
        while len(self._samples) > 1 and now - self._samples[1][0] >= _WINDOW_SECONDS:
            self._samples.popleft()

    @property
    def share(self) -> float | None:
        """What is done of the whole, 0 to 1; None where the whole is not known."""
        return self._done / self._of if self._of > 0 else None

    def line(self, width: int = 1000) -> str:
        """The state of the moment in at most `width` signs, the least important left out where it is narrow."""
        count = f"{self._label} {self._done:,}" + (f"/{self._of:,}" if self._of >= 0 else "")
        chosen: list[str] = []
        for one in (self._time(), self._left_unread(), self._rate()):
            if one and len(" · ".join([count, *chosen, one])) <= width:
                chosen.append(one)
        places = (self._rate(), self._time(), self._left_unread())
        return " · ".join([count, *(one for one in places if one in chosen)])

    def _per_second(self) -> float:
        if self._ended is not None:
            since, before = self._started, 0
            now = self._ended
        else:
            since, before = self._samples[0] if self._samples else (self._started, 0)
            now = self._clock()
        return (self._done - before) / (now - since) if now - since >= _SAMPLE_SECONDS else 0.0

    def _rate(self) -> str:
        rate = self._per_second()
        if rate <= 0:
            return ""
        if rate < 1:
            return f"{rate * 60:.1f}/min"
        return f"{rate:.1f}/s" if rate < 100 else f"{rate:,.0f}/s"

    def _time(self) -> str:
        if self._ended is not None:
            return f"in {_duration(self._ended - self._started)}"
        rate = self._per_second()
        return f"{_duration((self._of - self._done) / rate)} left" if rate > 0 and self._of > self._done else ""

    def _left_unread(self) -> str:
        return f"{self._unread:,} unread" if self._unread else ""


def _duration(seconds: float) -> str:
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes = round(whole / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours:,} h {minutes:02} min" if hours < 48 else f"{hours // 24:,} days"
