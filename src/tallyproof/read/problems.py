"""What can be wrong with a picture of a sheet: stable codes, and what the photographer is told, in two languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tallyproof.errors import UsageError
from tallyproof.read.reading import Corners

LANGUAGES = ("en", "es")
CORNER_NAMES = ("top-left", "top-right", "bottom-right", "bottom-left")

BLANK_PAGE = "blank-page"
BLURRED = "blurred"
FIELDS_MISSING = "fields-missing"
GLARE = "glare"
LOW_CONTRAST = "low-contrast"
NO_FORM = "no-form"
NOT_A_TALLY_SHEET = "not-a-tally-sheet"
OTHER_ELECTION = "other-election"
PAGE_WITHOUT_STATION = "page-without-station"
SCREEN = "screen"
SEVERAL_SHEETS = "several-sheets"
SIDEWAYS = "sideways"
TOO_BRIGHT = "too-bright"
TOO_DARK = "too-dark"
TOO_SMALL = "too-small"
UNCLEAR = "unclear"
UNEVEN_LIGHT = "uneven-light"
UPSIDE_DOWN = "upside-down"


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem; `hinders` where another picture should be taken, not where the reader manages by itself."""

    en: str
    es: str
    hinders: bool = True


def _corner(english: str, spanish: str) -> Problem:
    return Problem(
        f"The {english} corner is cut off. Step back so that all four corners are in the picture.",
        f"Falta la esquina {spanish}. Aléjese un poco, para que las cuatro esquinas salgan en la foto.",
    )


PROBLEMS: Mapping[str, Problem] = MappingProxyType(
    {
        BLANK_PAGE: Problem(
            "Nothing is printed on this page. Turn the sheet over, or photograph the side with the figures.",
            "Esta página está en blanco. Dé vuelta el acta y fotografíe el lado donde están las cifras.",
        ),
        BLURRED: Problem(
            "The picture is blurred. Hold the phone still with both hands, wait until it has focused, and try again.",
            "La foto está borrosa. Sujete el teléfono con las dos manos, espere a que enfoque y repítala.",
        ),
        **{
            f"corner-missing:{name}": _corner(*words)
            for name, words in zip(
                CORNER_NAMES,
                (
                    ("upper left", "superior izquierda"),
                    ("upper right", "superior derecha"),
                    ("lower right", "inferior derecha"),
                    ("lower left", "inferior izquierda"),
                ),
                strict=True,
            )
        },
        FIELDS_MISSING: Problem(
            "A part of the sheet with figures is not in the picture. Step back so that the whole sheet is in it.",
            "Una parte del acta con cifras no sale en la foto. Aléjese, para que salga el acta completa.",
        ),
        GLARE: Problem(
            "A lamp is mirrored on the paper and hides what is written. Turn the flash off or tilt the phone.",
            "Una luz se refleja en el papel y tapa lo escrito. Apague el flash o incline un poco el teléfono.",
        ),
        LOW_CONTRAST: Problem(
            "The print is pale and hard to tell from the paper. Use more light, and no filter or night mode.",
            "La impresión se ve pálida y apenas se distingue del papel. Use más luz, sin filtros ni modo nocturno.",
        ),
        NO_FORM: Problem(
            "No form of this election was found on the page. If it is one, lay it flat and photograph all of it, sharp "
            "and from straight above; if not, send the sheet itself.",
            "En la página no se encontró ningún formulario de esta elección. Si lo es, alísela y fotografíela entera, "
            "nítida y desde arriba; si no, envíe el acta misma.",
        ),
        NOT_A_TALLY_SHEET: Problem(
            "This does not look like a tally sheet. Send the picture of the sheet itself.",
            "Esto no parece un acta. Envíe la foto del acta misma.",
        ),
        OTHER_ELECTION: Problem(
            "This sheet belongs to another election. Send the sheet of this one.",
            "Esta acta es de otra elección. Envíe el acta de esta elección.",
        ),
        PAGE_WITHOUT_STATION: Problem(
            "The polling station cannot be read on this page. Photograph also the page that names it.",
            "En esta página no se lee la mesa. Fotografíe también la página que la nombra.",
        ),
        "place-uncertain": Problem(
            "The form was found, but not surely enough to tell its rows apart. Lay the paper flat, step back so that "
            "all four corners are in the picture, and hold the phone straight above it.",
            "Se encontró el formulario, pero no con la seguridad necesaria para distinguir sus filas. Alise el papel, "
            "aléjese para que salgan las cuatro esquinas y sostenga el teléfono justo encima.",
        ),
        "qr-damaged": Problem(
            "The square code can be seen but not read. Smooth the paper, and photograph the code from nearby.",
            "El código cuadrado se ve, pero no se puede leer. Alise el papel y fotografíe el código de cerca.",
        ),
        SCREEN: Problem(
            "This is a picture of a screen. Send the file that the screen shows, or photograph the paper.",
            "Esta es la foto de una pantalla. Envíe el archivo que se ve en ella, o fotografíe el papel.",
        ),
        SEVERAL_SHEETS: Problem(
            "Several sheets are in one picture. Photograph each sheet by itself.",
            "Hay varias actas en una sola foto. Fotografíe cada acta por separado.",
        ),
        SIDEWAYS: Problem(
            "The sheet lies on its side. It is turned by itself; there is no need to send it again.",
            "El acta está acostada. Se endereza sola; no hace falta enviarla otra vez.",
            hinders=False,
        ),
        TOO_BRIGHT: Problem(
            "The picture is too bright: the print fades into white. Turn the flash off, or touch the paper on the "
            "screen to set the light.",
            "La foto está demasiado clara y la impresión se pierde. Apague el flash, o toque el papel en la pantalla "
            "para ajustar la luz.",
        ),
        TOO_DARK: Problem(
            "The picture is too dark. Go under a lamp or turn the light on, and keep your shadow off the paper.",
            "La foto está demasiado oscura. Acérquese a una lámpara o encienda la luz, y no haga sombra.",
        ),
        TOO_SMALL: Problem(
            "The print is too small to be read. Go nearer, or photograph the sheet in parts that overlap.",
            "La letra sale demasiado pequeña. Acérquese, o fotografíe el acta por partes que se traslapen.",
        ),
        UNCLEAR: Problem(
            "The picture is not clear enough to be read. Go nearer, hold the phone still and use more light.",
            "La foto no es lo bastante clara para leerla. Acérquese, no mueva el teléfono y use más luz.",
        ),
        UNEVEN_LIGHT: Problem(
            "A part of the paper lies in deep shadow. Stand so that you do not come between the lamp and the paper.",
            "Una parte del papel está en sombra. Colóquese de modo que no tape la luz.",
        ),
        UPSIDE_DOWN: Problem(
            "The sheet is upside down. It is turned by itself; there is no need to send it again.",
            "El acta está al revés. Se endereza sola; no hace falta enviarla otra vez.",
            hinders=False,
        ),
    }
)
"""By code, in the order of the codes but for the corners."""


def sentence(code: str, language: str) -> str:
    """Return what the photographer is told; UsageError for a language or a code that has no words."""
    if language not in LANGUAGES:
        raise UsageError(f"language: expected {' or '.join(LANGUAGES)}, got {language!r}")
    problem = PROBLEMS.get(code)
    if problem is None:
        raise UsageError(f"problem of a picture: expected one of {', '.join(PROBLEMS)}, got {code!r}")
    return problem.es if language == "es" else problem.en


def turned(upright: Corners) -> str | None:
    """Return the code for a sheet, or the QR code on it, that does not stand upright; None if it does."""
    top_left, top_right = upright[0], upright[1]
    across, down = top_right[0] - top_left[0], top_right[1] - top_left[1]
    if abs(down) > abs(across):
        return SIDEWAYS
    return UPSIDE_DOWN if across < 0 else None
