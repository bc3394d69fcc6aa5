"""The report's own words in one language: fixed phrases, hours, and numbers as the language writes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from types import ModuleType

from babel.dates import format_date

from tallyproof.compare.phrasing import number, percent_sign
from tallyproof.errors import InputError, UsageError
from tallyproof.model import Tally
from tallyproof.report import english, spanish
from tallyproof.tally import Results

LANGUAGES: dict[str, ModuleType] = {"en": english, "es": spanish}
LANGUAGE_NAMES = {"en": "English", "es": "Español"}
_HOUR = "%Y-%m-%dT%HZ"
_DAY = {"en": "d MMMM y", "es": "d 'de' MMMM 'de' y"}


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one language."""

    language: str

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            raise UsageError(f"language: expected one of {', '.join(LANGUAGES)}, got {self.language!r}")

    def say(self, code: str, **values: object) -> str:
        """Return a phrase with values put in, still to be escaped; whole numbers are grouped."""
        shown = {key: self.number(one) if isinstance(one, int) else one for key, one in values.items()}
        text: str = LANGUAGES[self.language].WORDS[code]
        return text.format_map(shown)

    def number(self, value: int | str) -> str:
        return number(value, self.language)

    def percent(self, text: str) -> str:
        return percent_sign(text, self.language)

    def hour(self, text: str) -> str:
        """Return an hour such as 2024-07-28T23Z in words; a dash where no entry has one."""
        if not text:
            return self.say("none")
        try:
            moment = datetime.strptime(f"{text}+0000", f"{_HOUR}%z")
        except ValueError:
            raise InputError(f"hour: expected UTC cut to the hour such as 2024-07-28T23Z, got {text!r}") from None
        day = format_date(moment.date(), _DAY[self.language], locale=self.language)
        return f"{day}, {moment:%H:%M}\N{NO-BREAK SPACE}UTC"

    def counted(self, tally: Tally) -> str:
        """Return 'n of m polling stations counted'."""
        coverage = tally.coverage
        if coverage.stations_expected is None:
            return self.say("counted_only", counted=coverage.stations_counted)
        return self.say("counted_of", counted=coverage.stations_counted, expected=coverage.stations_expected)

    def note(self, results: Results, tally: Tally) -> str:
        """Return the line that travels with every picture and page: how much, when, and what it is not."""
        said = self.say(
            "state_foot", counted=self.counted(tally), hour=self.hour(results.hour), entries=results.entries
        )
        is_rehearsal = results.definition.file.election.rehearsal
        return f"{self.say('rehearsal').upper()}. {said}" if is_rehearsal else said
