"""Lines of print as a thermal printer and a scanner make them: what they say, how they look."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from tallyproof.read.strip.crop import HEIGHT, cut_line, lift_ink
from tallyproof.read.strip.signs import SIGNS

FONTS = (
    "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf",
    "/usr/share/fonts/opentype/urw-base35/NimbusSans-Regular.otf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSansCondensed.ttf",
    "",  # the font that Pillow carries, which the demonstration prints with
)
BOLD_FONTS = (
    "/usr/share/fonts/truetype/liberation/LiberationSans-Bold.ttf",
    "/usr/share/fonts/opentype/urw-base35/NimbusSans-Bold.otf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf",
)
_FONT_CHANCES = (0.38, 0.22, 0.08, 0.08, 0.24)
NUMBER_WORDS = (
    ("Cero", "Uno", "Dos", "Tres", "Cuatro", "Cinco", "Seis", "Siete", "Ocho", "Nueve"),
    ("Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"),
    ("Zero", "Um", "Dois", "Três", "Quatro", "Cinco", "Seis", "Sete", "Oito", "Nove"),
    ("Zéro", "Un", "Deux", "Trois", "Quatre", "Cinq", "Six", "Sept", "Huit", "Neuf"),
)
LABELS = (
    "Votos", "Votos validos", "Votos válidos", "Votos parciales", "Votos nulos", "Votos vacios", "Votos en blanco",
    "Opciones validas", "Opciones nulas", "Opciones vacias", "En la máquina de", "En el cuaderno de", "votación",
    "Votantes", "Letras", "NRO.", "Sigla", "Código", "Cand.", "Resumen de votos", "Observaciones:", "Electores",
    "Mesa", "País", "Estado", "Municipio", "Parroquia", "Acta de escrutinio", "Tipo",
)  # fmt: skip
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZÁÉÍÓÚÑ"
_SMALL = "abcdefghijklmnopqrstuvwxyzáéíóúñ"
_WEIGHTS = np.array([0.30, 0.24, 0.10, 0.08, 0.10, 0.06, 0.06, 0.06])


def make_text(rng: np.random.Generator) -> str:
    """Return what a line says: numbers in words and digits most of all."""
    kind = int(rng.choice(8, p=_WEIGHTS / _WEIGHTS.sum()))
    digits = "".join(str(int(d)) for d in rng.integers(0, 10, 12))
    if kind == 0:
        words = NUMBER_WORDS[0] if rng.random() < 0.8 else NUMBER_WORDS[int(rng.integers(len(NUMBER_WORDS)))]
        first = "0000"[: int(rng.integers(0, 4))]
        number = (first + digits)[:4]
        return ", ".join(words[int(d)] for d in number)
    if kind == 1:
        return digits[: int(rng.choice([1, 2, 3, 4], p=[0.35, 0.25, 0.25, 0.15]))]
    if kind == 2:
        return f"{digits[:9]}.{digits[9:11]}.{digits[11]}.0001"[: int(rng.choice([9, 19]))]
    if kind == 3:
        return f"{digits[: int(rng.integers(1, 5))]} Electores" if rng.random() < 0.5 else f"Mesa {digits[:2]}"
    if kind == 4:
        return "".join(rng.choice(list(_CAPITALS), int(rng.integers(2, 12)))).strip()
    if kind == 5:
        return str(rng.choice(LABELS))
    if kind == 6:
        parts = ["".join(rng.choice(list(_SMALL), int(rng.integers(2, 9)))) for _ in range(int(rng.integers(1, 4)))]
        return " ".join(part.capitalize() if rng.random() < 0.5 else part for part in parts)
    return "".join(rng.choice(list(SIGNS), int(rng.integers(2, 10)))).strip() or "0"


def print_line(rng: np.random.Generator, text: str) -> NDArray[np.float32]:
    """Return the picture of a line after printer, paper, scanner and the reader's own cutting."""
    font, capital = _font(rng, plain=text.isascii())
    page, left, right, middle = _typeset(rng, text, font, capital)
    page, moved = _scan(rng, page)
    scale, shift = moved
    capital *= scale
    ends = [(left * scale + shift[0], middle * scale + shift[1]), (right * scale + shift[0], middle * scale + shift[1])]
    # Cells are cut by their column: a short number has much paper around it.
    widest = 4.0 if rng.random() < (0.7 if len(text) < 6 else 0.25) else 1.0
    pad = capital * rng.uniform(0.15, widest, 2)
    drop = rng.normal(0, 0.07 * capital, 2) + rng.normal(0, 0.05 * capital)
    size = capital * float(np.exp(rng.normal(0, 0.09)))
    start, end = (ends[0][0] - pad[0], ends[0][1] + drop[0]), (ends[1][0] + pad[1], ends[1][1] + drop[1])
    return cut_line(lift_ink(page), start, end, size)


def vary_cut(rng: np.random.Generator, cut: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return a real line's picture shifted, stretched, blurred or faded a little."""
    width = max(8, round(cut.shape[1] * rng.uniform(0.9, 1.1)))
    place = np.array([[width / cut.shape[1], rng.normal(0, 0.04), rng.normal(0, 1.5)],
                      [0, rng.uniform(0.88, 1.12), rng.normal(0, 0.9)]])  # fmt: skip
    place[1, 2] += HEIGHT / 2 * (1 - place[1, 1])
    out = cv2.warpAffine(cut, place, (width, HEIGHT), flags=cv2.INTER_LINEAR)
    if rng.random() < 0.4:
        out = cv2.GaussianBlur(out, (0, 0), rng.uniform(0.3, 0.9))
    out = out * rng.uniform(0.7, 1.1) + rng.normal(0, rng.uniform(0, 0.06), out.shape)
    return np.clip(out, 0, 1.2).astype(np.float32)


@lru_cache(maxsize=256)
def _loaded(path: str, size: int) -> tuple[ImageFont.FreeTypeFont, float]:
    font = ImageFont.truetype(path, size) if path else ImageFont.load_default(size=size)
    box = font.getbbox("H")
    return font, float(box[3] - box[1])


def _font(rng: np.random.Generator, *, plain: bool) -> tuple[ImageFont.FreeTypeFont, float]:
    size = int(rng.integers(13, 27))
    if rng.random() < 0.15:
        return _loaded(str(rng.choice(BOLD_FONTS)), size)
    path = FONTS[int(rng.choice(len(FONTS), p=_FONT_CHANCES))]
    # The font that Pillow carries has no letters with marks.
    return _loaded(path if path or plain else FONTS[0], size)


def _typeset(
    rng: np.random.Generator, text: str, font: ImageFont.FreeTypeFont, capital: float
) -> tuple[NDArray[np.uint8], float, float, float]:
    """Return a piece of paper with the line, its left and right end and the middle of its capitals."""
    width = int(font.getlength(text)) + 1
    side, above = 100, int(capital * 2) + 12
    height = int(2 * above + capital)
    image = Image.new("L", (width + 2 * side, height), 255)
    draw = ImageDraw.Draw(image)
    draw.fontmode = "1" if rng.random() < 0.7 else "L"
    draw.text((side, above + capital), text, font=font, fill=0, anchor="ls")
    if rng.random() < 0.2:
        draw.text((side + 1, above + capital), text, font=font, fill=0, anchor="ls")
    middle = above + capital / 2
    _print_neighbours(rng, draw, (side, width, middle), font, capital)
    return np.asarray(image, dtype=np.uint8).copy(), side, side + width, middle


def _print_neighbours(
    rng: np.random.Generator, draw: ImageDraw.ImageDraw, place: tuple[int, int, float],
    font: ImageFont.FreeTypeFont, capital: float,
) -> None:  # fmt: skip
    side, width, middle = place
    for direction in (-1, 1):
        if rng.random() < 0.2:
            at = middle + direction * capital * rng.uniform(0.85, 1.5)
            draw.line((0, at, width + 2 * side, at), fill=0, width=int(rng.integers(1, 3)))
    if rng.random() < 0.15:
        at = side - capital * rng.uniform(0.5, 1.5)
        draw.line((at, 0, at, 400), fill=0, width=int(rng.integers(1, 3)))
    if rng.random() < 0.15:
        at = side + width + capital * rng.uniform(0.5, 1.5)
        draw.line((at, 0, at, 400), fill=0, width=int(rng.integers(1, 3)))
    if rng.random() < 0.2:
        direction = int(rng.choice([-1, 1]))
        baseline = middle + capital / 2 + direction * capital * rng.uniform(1.5, 2.0)
        draw.text((side + rng.integers(-30, 30), baseline), make_text(rng), font=font, fill=0, anchor="ls")


def _scan(
    rng: np.random.Generator, page: NDArray[np.uint8]
) -> tuple[NDArray[np.uint8], tuple[float, tuple[float, float]]]:
    """Return the paper as a scan or photo of it, and how places moved: a scale and a shift."""
    ink = 255.0 - page.astype(np.float32)
    kind = rng.random()
    if kind < 0.35:  # dots of the printing head that are missing or weak
        ink *= (rng.random(ink.shape) > rng.uniform(0, 0.15)).astype(np.float32)
    if rng.random() < 0.12:
        for column in rng.integers(0, ink.shape[1], int(rng.integers(1, 3))):
            ink[:, column] *= rng.uniform(0, 0.5)
    if rng.random() < 0.3:
        fade = cv2.resize(
            rng.uniform(0.35, 1, (3, 6)).astype(np.float32), ink.shape[::-1], interpolation=cv2.INTER_CUBIC
        )
        ink *= np.clip(fade, 0.1, 1)
    scale = rng.uniform(0.6, 1.25) if rng.random() < 0.9 else rng.uniform(0.42, 0.6)
    turn, shear = rng.normal(0, 0.008), rng.normal(0, 0.06)
    shift = rng.uniform(0, 1, 2)
    width, height = int(ink.shape[1] * scale) + 2, int(ink.shape[0] * scale) + 2
    middle = ink.shape[0] / 2
    place = np.array([[scale, shear * scale, shift[0] - shear * scale * middle],
                      [turn * scale, scale, shift[1] - turn * scale * ink.shape[1] / 2]])  # fmt: skip
    before = max(0.35, 0.45 / scale) * rng.uniform(0.8, 1.6)
    ink = cv2.GaussianBlur(ink, (0, 0), before)
    ink = cv2.warpAffine(ink, place, (width, height), flags=cv2.INTER_LINEAR)
    if rng.random() < 0.35:
        ink = cv2.GaussianBlur(ink, (0, 0), rng.uniform(0.3, 1.3) * scale)
    if rng.random() < 0.15:
        reach = int(rng.integers(2, 5))
        kernel = np.full((reach, 1) if rng.random() < 0.5 else (1, reach), 1 / reach, np.float32)
        ink = cv2.filter2D(ink, -1, kernel)
    strength, paper = rng.uniform(0.25, 1.0), rng.uniform(150, 250)
    grey = paper - ink * strength * paper / 255
    if rng.random() < 0.5:
        grey -= _watermark(rng, grey.shape) * strength * rng.uniform(5, 40)
    grey += rng.normal(0, rng.uniform(0, 9), grey.shape)
    if rng.random() < 0.25:
        bands = cv2.resize(
            rng.normal(0, 14, (5, 3)).astype(np.float32), grey.shape[::-1], interpolation=cv2.INTER_CUBIC
        )
        grey += bands
    if rng.random() < 0.1:
        level = paper * (1 - strength * rng.uniform(0.3, 0.6))
        grey = np.where(grey > level, paper, paper * (1 - strength))
    out = np.clip(grey, 0, 255).astype(np.uint8)
    if rng.random() < 0.8:
        done, data = cv2.imencode(".jpg", out, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(22, 92))])
        if done:
            out = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)
    return out, (scale, (float(shift[0]), float(shift[1])))


def _watermark(rng: np.random.Generator, shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Return what shines through the paper or was printed on it before, 0 to 1."""
    coarse = rng.random((max(2, shape[0] // int(rng.integers(4, 14))), max(2, shape[1] // int(rng.integers(4, 30)))))
    soft = cv2.resize(coarse.astype(np.float32), (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.clip((soft - rng.uniform(0.3, 0.8)) * 3, 0, 1)
