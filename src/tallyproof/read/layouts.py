"""A layout as readers need it: the grammar of its QR code, the places of its figures, the sums it should keep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from tallyproof.errors import InputError
from tallyproof.layout.file import Form, load_form
from tallyproof.layout.form import Writing
from tallyproof.layout.qr import QrGrammar
from tallyproof.layout.strip import StripForm
from tallyproof.layout.template import STATION_ID, Template
from tallyproof.read.reading import Sum


@dataclass(frozen=True, slots=True)
class ReadLayout:
    """One layout; at least one of `grammar` and `form_file` (the bytes of a layout file) is given."""

    id: str
    station: Template
    grammar: QrGrammar | None = None
    form_file: bytes = b""
    sums: tuple[Sum, ...] = field(default=())

    @property
    def form(self) -> Form | None:
        return _form(self.form_file, self.id) if self.form_file else None

    @property
    def figures(self) -> tuple[str, ...]:
        """The ids of the figures that readers look for on the form; numbers in free writing are not among them."""
        form = self.form
        if form is None:
            return ()
        if isinstance(form, StripForm):
            return form.fields
        return tuple(one.id for one in form.fields if one.writing is Writing.DIGITS)

    def station_code(self, parts: Mapping[str, str]) -> str:
        """The station id that these named texts make; '' where they do not make one."""
        try:
            code = self.station.render(parts)
        except InputError:
            return ""
        return code if STATION_ID.fullmatch(code) else ""

    def as_params(self) -> dict[str, Any]:
        """The layout as JSON values for the process that reads sheets; `from_params` is the way back."""
        return {
            "id": self.id,
            "station": self.station.text,
            "grammar": self.grammar and self.grammar.as_params(),
            "form": self.form_file.decode("utf-8"),
            "sums": [[one.id, list(one.left), list(one.right), one.tolerance] for one in self.sums],
        }

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> ReadLayout:
        """The layout that `as_params` described."""
        return cls(
            id=params["id"],
            station=Template(params["station"]),
            grammar=params["grammar"] and QrGrammar.from_params(params["grammar"]),
            form_file=params["form"].encode("utf-8"),
            sums=tuple(Sum(one, tuple(left), tuple(right), within) for one, left, right, within in params["sums"]),
        )


def grammars_of(layouts: Sequence[ReadLayout]) -> list[QrGrammar]:
    """The QR grammars of the layouts that have one."""
    return [layout.grammar for layout in layouts if layout.grammar is not None]


@lru_cache(maxsize=64)
def _form(data: bytes, layout: str) -> Form:
    return load_form(data, f"layout {layout!r}")
