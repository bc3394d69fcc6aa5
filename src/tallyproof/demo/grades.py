"""Graded strips: pictures of strips with known figures, damaged as far as their grade says, from a seed.

They train and measure the readers. A damage acts on the whole strip in the order of nature: printer, hands,
bending, light, lens, sensor, file. Each kind of damage has a level from 0 (none) to 1 (about where the best readers
give up on that damage alone); a grade says how many kinds are strong, how strong, and how strong all the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import cv2
import numpy as np

from tallyproof.demo.country import AreaPath, Station, Votes
from tallyproof.demo.defects import as_jpeg
from tallyproof.demo.grade_ballot import LONG_FORM, long_register, votes_at
from tallyproof.demo.grade_geometry import Bend, Geometry, crumpled, photographed
from tallyproof.demo.grade_lens import LensDamage, taken
from tallyproof.demo.grade_print import PrintDamage, printed, smooth_field
from tallyproof.demo.ink import Pixels, RenderedSheet
from tallyproof.demo.strip import render_strip
from tallyproof.errors import UsageError

Corner = tuple[float, float]
MODULE_PIXELS = 9.3
"""A module of the code on the real scans."""

_OF_THE_LENS = ("blur", "defocus", "motion")
KINDS = (
    *_OF_THE_LENS, "glare", "folds", "fading", "contrast", "ink-over", "perspective", "curl", "jpeg", "small",
    "clipped", "light", "noise", "moire",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Grade:
    """How bad the pictures of one grade are."""

    about: str
    others: float
    """The highest level of the damages that are not strong."""
    strong: tuple[float, float] = (0.0, 0.0)
    """Lowest and highest level of the strong damages."""
    count: tuple[int, int] = (0, 0)
    """Fewest and most strong damages on one strip."""
    parts: float = 0.0
    """Share of the pictures that show only the lower part of the strip, as people photograph the code."""
    turned: bool = False
    """Whether the picture may be turned: by any angle for a part, by quarters for a whole strip."""
    module: tuple[float, float] = (0.97 * MODULE_PIXELS, 1.03 * MODULE_PIXELS)
    """Least and greatest size of a module in pixels before down-scaling as a damage."""


GRADES: Mapping[str, Grade] = MappingProxyType(
    {
        "clean": Grade("as a good scanner gives it", others=0.04),
        "graded": Grade("zbar alone reads about 73%, zxing-cpp alone about 80%", others=0.12, strong=(0.2, 0.8),
                        count=(1, 2), parts=0.15),
        "field": Grade("ordinary photos in the field: whole or in part, turned any way", others=0.2,
                       strong=(0.2, 0.6), count=(0, 2), parts=0.6, turned=True, module=(4.5, 14.0)),
        "worst": Grade("zbar alone reads about 2%, cascades of existing readers about 11%", others=0.3,
                       strong=(0.6, 1.0), count=(3, 4), parts=0.3),
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class GradedStrip:
    """A picture of a strip, and everything that is true about it."""

    jpeg: bytes
    payload: str
    grade: str
    seed: int
    station: Station
    areas: AreaPath
    votes: Votes
    levels: Mapping[str, float]
    """Each kind of damage, 0 to 1."""
    strong: tuple[str, ...]
    """The kinds that were chosen to be strong."""
    sheet: RenderedSheet = field(compare=False, repr=False)
    """The strip before any damage; its QR box is in dots of the printer."""
    geometry: Geometry = field(compare=False, repr=False)
    """Where a dot of the printer stands in the picture; below or beyond its edge for what is not in it."""

    @property
    def station_code(self) -> str:
        return self.station.code

    @property
    def qr_corners(self) -> tuple[Corner, Corner, Corner, Corner]:
        """The outer corners of the code's modules in pixels: top left, top right, bottom right, bottom left."""
        left, top, right, bottom = self.sheet.qr_box
        dots = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], dtype=np.float64)
        one, two, three, four = ((float(x), float(y)) for x, y in self.geometry.to_picture(dots - 0.5))
        return one, two, three, four


def graded_strip(grade: str, seed: int) -> GradedStrip:
    """Return the strip of a grade with that seed; the same grade and seed give the same bytes.

    UsageError if there is no such grade.
    """
    rules = GRADES.get(grade)
    if rules is None:
        raise UsageError(f"graded strips: expected a grade of {', '.join(GRADES)}, got {grade!r}")
    rng = np.random.default_rng([seed, list(GRADES).index(grade), 20_240_728])
    country = long_register()
    station = country.stations[int(rng.integers(len(country.stations)))]
    votes = votes_at(station, rng)
    areas = country.path(station)
    sheet = render_strip(areas, station, votes, form=LONG_FORM)
    levels, strong = _levels(rules, rng)
    module = float(rng.uniform(*rules.module)) * 0.28 ** levels["small"]
    is_part = bool(rng.random() < rules.parts)
    along, across, creases = _bends(sheet, levels, rng)
    page = printed(sheet, _print_damage(levels, creases, rng), rng)
    geometry = _geometry(sheet, levels, rules, module, (along, across), is_part, rng)
    picture, slope = photographed(page, geometry, _surface(geometry.size, is_part or rules.turned, rng))
    lens = _lens_damage(levels, module, rng)
    code = geometry.to_picture(_middle_of(sheet.qr_box)[None, :])[0]
    picture = taken(picture, slope, lens, (float(code[0]), float(code[1])), rng)
    return GradedStrip(
        jpeg=as_jpeg(picture, quality=lens.quality),
        payload=sheet.payload,
        grade=grade,
        seed=seed,
        station=station,
        areas=areas,
        votes=votes,
        levels=MappingProxyType(levels),
        strong=strong,
        sheet=sheet,
        geometry=geometry,
    )


def _levels(rules: Grade, rng: np.random.Generator) -> tuple[dict[str, float], tuple[str, ...]]:
    levels = {kind: float(rng.uniform(0, rules.others)) for kind in KINDS}
    count = int(rng.integers(rules.count[0], rules.count[1] + 1))
    drawn = [KINDS[int(at)] for at in rng.permutation(len(KINDS))]
    # A picture is unsharp for one reason; several together would leave nothing to read.
    unsharp = [kind for kind in drawn if kind in _OF_THE_LENS][1:]
    strong = tuple(kind for kind in drawn if kind not in unsharp)[:count]
    for kind in strong:
        levels[kind] = float(rng.uniform(*rules.strong))
    return levels, strong


def _middle_of(box: tuple[int, int, int, int]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.array([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2])


def _print_damage(levels: Mapping[str, float], creases: tuple[float, ...], rng: np.random.Generator) -> PrintDamage:
    fading, over = levels["fading"], levels["ink-over"]
    has_stamp = over > 0.35 and rng.random() < 0.5
    return PrintDamage(
        paper=float(rng.uniform(200, 244)),
        contrast=0.88 - 0.72 * levels["contrast"],
        dead_columns=int(fading * rng.integers(4, 34)),
        fading=max(0.0, 0.9 * fading - 0.05),
        creases=creases,
        wear=min(1.0, 0.2 + levels["folds"]),
        pen_strokes=int(over * (5 if has_stamp else 11)),
        stamps=1 + (over > 0.8) if has_stamp else 0,
    )


def _bends(
    sheet: RenderedSheet, levels: Mapping[str, float], rng: np.random.Generator
) -> tuple[Bend, Bend, tuple[float, ...]]:
    """Return how the paper bends along and across, and where it was folded sharply."""
    height, width = sheet.pixels.shape
    ys, xs = np.arange(0, height, 2.0), np.arange(0, width, 2.0)
    along, across = np.zeros_like(ys), np.zeros_like(xs)
    curl = levels["curl"]
    form = str(rng.choice(["roll", "wave", "bow", "edge"]))
    if form == "roll":
        along += curl * np.clip((ys - height + rng.uniform(400, 900)) / 400, 0, 1.5)
    elif form == "wave":
        along += 0.75 * curl * np.sin(2 * np.pi * ys / rng.uniform(300, 800) + rng.uniform(0, 6.28))
    elif form == "bow":
        across += rng.choice([-1, 1]) * curl * np.linspace(-1, 1, len(xs))
    else:
        reach = rng.uniform(200, 420)
        lifted = 1.2 * curl * np.clip((xs - width + reach) / reach, 0, 1)
        across += lifted if rng.random() < 0.5 else -lifted[::-1]
    folds = levels["folds"]
    top, bottom = sheet.qr_box[1], sheet.qr_box[3]
    creases = [float(rng.uniform(300, height - 200)) for _ in range(int(rng.integers(0, 3)))]
    if folds > 0.2:
        creases += [float(rng.uniform(top, bottom)) for _ in range(1 + int(folds * rng.integers(1, 4)))]
    for crease in creases:
        away = ys - crease
        side = -np.sign(away) * rng.choice([-1, 1])
        along += 0.8 * folds * rng.uniform(0.5, 1) * side * np.exp(-np.abs(away) / rng.uniform(60, 200))
    return Bend(0.0, np.clip(along, -1.2, 1.2)), Bend(0.0, np.clip(across, -1.2, 1.2)), tuple(creases)


def _geometry(
    sheet: RenderedSheet,
    levels: Mapping[str, float],
    rules: Grade,
    module: float,
    bends: tuple[Bend, Bend],
    is_part: bool,
    rng: np.random.Generator,
) -> Geometry:
    height, width = sheet.pixels.shape
    seen_from = float(height - rng.uniform(800, 2600)) if is_part else 0.0
    code_x, code_y = (float(at) for at in _middle_of(sheet.qr_box))
    angle = float(rng.normal(0, 0.4 + 4 * is_part))
    if rules.turned:
        angle += float(rng.uniform(0, 360)) if is_part else 90.0 * int(rng.integers(4))
    tilt = levels["perspective"]
    tilt_x, tilt_y = (float(rng.choice([-1, 1])) * tilt * float(rng.uniform(0.3, 1)) for _ in range(2))
    # What is seen never comes near the horizon.
    lengthwise = tilt_y * min(0.9 / 1000, 0.5 / (code_y - seen_from)) if is_part else -abs(tilt_y) * 0.9 / height
    # A module of the code keeps its size, whatever the tilt does to the rest.
    to_code = np.array([[1, 0, -code_x], [0, 1, -code_y], [0, 0, 1.0]])
    seen_askew = np.array(
        [
            [1 - 0.35 * abs(tilt_x), 0, 0],
            [0, 1 - 0.35 * abs(tilt_y) * is_part, 0],
            [tilt_x * 0.5 / width, lengthwise, 1],
        ]
    )
    turn, scale = np.deg2rad(angle), module / LONG_FORM.qr_module
    turned = scale * np.array([[np.cos(turn), -np.sin(turn), 0], [np.sin(turn), np.cos(turn), 0], [0, 0, 1 / scale]])
    matrix = turned @ seen_askew @ to_code
    geometry = Geometry(
        along=bends[0],
        across=bends[1],
        camera=float(rng.uniform(1.3, 2.2)) * (2_000 if is_part else 6_000),
        middle=(float(width / 2), float((seen_from + height) / 2)),
        crumple=crumpled(sheet.pixels.shape, 0.4 + 2.2 * levels["curl"], rng),
        plane_to_picture=matrix,
        size=(1, 1),
    )
    return _framed(geometry, sheet, seen_from, levels["clipped"], module, rng)


def _framed(
    geometry: Geometry, sheet: RenderedSheet, seen_from: float, clipped: float, module: float, rng: np.random.Generator
) -> Geometry:
    """Return the geometry with the picture's edges: some way around the strip, or through the code's own edge."""
    height, width = sheet.pixels.shape
    ys = np.linspace(seen_from, height, 40)
    outline = np.concatenate([np.stack([np.full(40, x), ys], axis=1) for x in (0.0, width / 2, float(width))])
    points = geometry.to_picture(outline)
    border = float(rng.uniform(0.4, 4)) * module
    low, high = points.min(axis=0) - border, points.max(axis=0) + border
    if clipped > 0.2:
        left, top, right, bottom = sheet.qr_box
        code = geometry.to_picture(
            np.array([[left, top], [right, top], [right, bottom], [left, bottom]], dtype=np.float64)
        )
        inward = module * (4.5 * (clipped - 0.2) / 0.8 - 1)
        cuts = {("low", axis): code.min(axis=0)[axis] + inward for axis in (0, 1)}
        cuts |= {("high", axis): code.max(axis=0)[axis] - inward for axis in (0, 1)}
        lost = {key: abs(at - (low if key[0] == "low" else high)[key[1]]) for key, at in cuts.items()}
        # Only what stands beside the code is cut off with its edge, never the strip above it.
        sides = [key for key in cuts if lost[key] < 22 * module]
        if sides:
            side, axis = sides[int(rng.integers(len(sides)))]
            (low if side == "low" else high)[axis] = cuts[side, axis]
    size = np.maximum(np.ceil(high - low), 32).astype(int)
    shift = np.array([[1, 0, -low[0]], [0, 1, -low[1]], [0, 0, 1]])
    return Geometry(
        along=geometry.along,
        across=geometry.across,
        camera=geometry.camera,
        middle=geometry.middle,
        crumple=geometry.crumple,
        plane_to_picture=shift @ geometry.plane_to_picture,
        size=(int(size[0]), int(size[1])),
    )


def _surface(size: tuple[int, int], is_photo: bool, rng: np.random.Generator) -> Pixels:
    """Return what is seen beside the paper: a scanner's lid, or a table."""
    width, height = size
    if not is_photo:
        return np.full((height, width), int(rng.choice([4, 12, 240])), dtype=np.uint8)
    grain = smooth_field((height, width), int(rng.integers(24, 160)), rng) * np.float32(rng.uniform(2, 14))
    lines = cv2.resize(
        rng.normal(0, rng.uniform(1, 12), (height // 3 + 2, 1)).astype(np.float32),
        (width, height),
        interpolation=cv2.INTER_LINEAR,
    )
    return np.asarray(np.clip(rng.uniform(35, 190) + grain + lines, 0, 255), dtype=np.uint8)


def _lens_damage(levels: Mapping[str, float], module: float, rng: np.random.Generator) -> LensDamage:
    light, moire = levels["light"], levels["moire"]
    return LensDamage(
        slope_light=float(rng.uniform(-0.4, 0.4)),
        shading=4 + 70 * light,
        shadow=float(rng.uniform(0.4, 1)) * 0.75 * light if light > 0.15 else 0.0,
        glare=1.7 * levels["glare"] if levels["glare"] > 0.1 else 0.0,
        glare_size=float(rng.uniform(2.5, 8)) * module * (0.5 + levels["glare"]),
        blur=(0.05 + 0.6 * levels["blur"]) * module,
        defocus=1.1 * levels["defocus"] * module,
        motion=2.2 * levels["motion"] * module,
        motion_angle=float(rng.uniform(0, np.pi)),
        moire=90 * max(0.0, moire - 0.1),
        moire_period=float(rng.uniform(2.2, 14)),
        noise=0.6 + 24 * levels["noise"],
        sharpening=float(rng.choice([0.0, 0.0, 0.5, 1.0])),
        quality=round(88 - 80 * levels["jpeg"] ** 0.7),
    )
