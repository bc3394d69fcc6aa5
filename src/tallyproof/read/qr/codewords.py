"""Reed-Solomon blocks mended from reliabilities: many erasure patterns of many blocks at once.

How surely a mended block is the one that was printed: with e erasures and at most t errors mended by p parity words
in a block of n, the share of arbitrary words that lie so close to some code word is

    sum over i <= t of C(n-e, i) 255^i / 256^(p-e)  ~  C(n-e, t) 2^(-8 (p - e - t)),

whatever the text. `Mended.surety` is minus the logarithm to base 2 of that, less the logarithm of the patterns tried.
A block is handed on only if that reaches LEAST_SURETY: with 24 bits, one in sixteen million blocks that are beyond
mending. The parity words never used for mending are what pays for it: 3 at the least.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, log2

import numpy as np
from numpy.typing import NDArray

LEAST_SURETY = 24.0
_FIELD_POLYNOMIAL = 0x11D
_LOG_OF_ZERO = 511
_LUCK = 8.0
"""Words by which fewer may be wrong than their doubts say, for a pattern to be tried at all."""


def _tables() -> tuple[NDArray[np.uint8], NDArray[np.int16]]:
    exp = np.zeros(2 * _LOG_OF_ZERO + 1, np.uint8)
    log = np.full(256, _LOG_OF_ZERO, np.int16)
    value = 1
    for power in range(255):
        exp[power] = exp[power + 255] = value
        log[value] = power
        value <<= 1
        if value > 255:
            value ^= _FIELD_POLYNOMIAL
    # Two logarithms add up to at most 508; with a zero among them to at least 511, where the table says zero.
    exp[510:] = 0
    return exp, log


_EXP, _LOG = _tables()


@dataclass(frozen=True, slots=True)
class Mended:
    """A block's words as printed, with what they cost: erasures, errors and the surety in bits."""

    words: bytes
    erasures: int
    errors: int
    surety: float


def surety(length: int, parity: int, erasures: int, errors: int) -> float:
    """Bits against a block that nobody printed being taken for one: -log2 of its chance in one attempt."""
    return 8.0 * (parity - erasures - errors) - log2(comb(length - erasures, errors))


def mend(blocks: Sequence[tuple[NDArray[np.uint8], NDArray[np.float64]]], parity: int) -> list[Mended | None]:
    """What each of these blocks stands for, None where that is unsure; all have the same number of parity words.

    A block is its words and their doubts: the chance of each word being wrong, 0 to 1. The words most in doubt are
    erased first, in growing numbers; of the patterns that give a block the surest counts.
    """
    length = max(len(words) for words, _ in blocks)
    rows, erased, owner = [], [], []
    for index, (words, doubt) in enumerate(blocks):
        # A shorter block is a longer one that begins with zeros.
        ahead = length - len(words)
        order = ahead + np.argsort(-doubt, kind="stable")
        for count in _hopeful(np.sort(doubt)[::-1], parity):
            pattern = np.zeros(length, bool)
            pattern[order[:count]] = True
            rows.append(np.pad(words, (ahead, 0)))
            erased.append(pattern)
            owner.append(index)
    if not rows:
        return [None] * len(blocks)
    before, patterns = np.array(rows), np.array(erased)
    fixed, fits = mend_patterns(before, patterns, parity)
    best: list[Mended | None] = [None] * len(blocks)
    for row in np.flatnonzero(fits):
        index = owner[row]
        ahead = length - len(blocks[index][0])
        one = _mended(before[row], fixed[row], patterns[row], ahead, parity, tried=owner.count(index))
        old = best[index]
        if one is not None and (old is None or one.surety > old.surety):
            best[index] = one
    return best


def _hopeful(doubt: NDArray[np.float64], parity: int) -> NDArray[np.intp]:
    """The numbers of erasures, most doubtful words first, with which mending has a chance at all."""
    counts = np.arange(0, parity - 1)
    left = doubt.sum() - np.concatenate(([0.0], np.cumsum(doubt)))[: len(counts)]
    counts = counts[: len(left)]
    return np.asarray(counts[counts + 2 * left <= parity + _LUCK], np.intp)


def _mended(
    before: NDArray[np.uint8],
    fixed: NDArray[np.uint8],
    pattern: NDArray[np.bool_],
    ahead: int,
    parity: int,
    *,
    tried: int,
) -> Mended | None:
    if fixed[:ahead].any():
        return None
    errors, erasures = int(((fixed != before) & ~pattern).sum()), int(pattern.sum())
    sure = surety(len(before) - ahead, parity, erasures, errors) - log2(tried)
    return Mended(fixed[ahead:].tobytes(), erasures, errors, sure) if sure >= LEAST_SURETY else None


def _times(left: NDArray[np.int16], right: NDArray[np.int16]) -> NDArray[np.uint8]:
    """The products of two arrays given as logarithms."""
    return np.asarray(_EXP[left + right], np.uint8)


def syndromes(words: NDArray[np.uint8], parity: int) -> NDArray[np.uint8]:
    """A row of `parity` numbers for each row of words, all zero for a code word."""
    length = words.shape[1]
    powers = (np.arange(length - 1, -1, -1)[:, None] * np.arange(parity)[None, :] % 255).astype(np.int16)
    return np.asarray(np.bitwise_xor.reduce(_times(_LOG[words][:, :, None], powers[None]), axis=1))


def mend_patterns(
    words: NDArray[np.uint8], erased: NDArray[np.bool_], parity: int
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """Each row mended with its erasures and as many errors as parity allows, and which rows came out as code words."""
    syndrome = syndromes(words, parity)
    locator = _locators(syndrome, erased, parity)
    length = words.shape[1]
    # A word at place i is wrong where the locator has the root alpha^-(length-1-i).
    places = np.arange(length - 1, -1, -1)
    inverse = (-places[None, :] * np.arange(parity + 1)[:, None] % 255).astype(np.int16)
    log_locator = _LOG[locator]
    terms = _times(log_locator[:, :, None], inverse[None])
    value = np.bitwise_xor.reduce(terms, axis=1)
    wrong = value == 0
    # The odd terms of the locator are x times its formal derivative.
    slope = np.bitwise_xor.reduce(terms[:, 1::2], axis=1)
    evaluator = _evaluators(syndrome, log_locator, parity)
    top = np.bitwise_xor.reduce(_times(_LOG[evaluator][:, :, None], inverse[None, :parity]), axis=1)
    quotient = _EXP[(_LOG[top].astype(np.int32) - _LOG[slope] + 255) % 255]
    change = np.where(wrong & (top != 0) & (slope != 0), quotient, 0).astype(np.uint8)
    fixed = words ^ change
    degree = parity - np.argmax(locator[:, ::-1] != 0, axis=1)
    fits = (wrong.sum(axis=1) == degree) & ~syndromes(fixed, parity).any(axis=1)
    return fixed, fits


def _locators(syndrome: NDArray[np.uint8], erased: NDArray[np.bool_], parity: int) -> NDArray[np.uint8]:
    """Berlekamp and Massey, begun with the erasures' own locator; all rows at once."""
    rows, length = erased.shape
    locator = np.zeros((rows, parity + 1), np.uint8)
    locator[:, 0] = 1
    counts = erased.sum(axis=1)
    row, place = np.nonzero(erased)
    nth = np.arange(len(row)) - np.concatenate(([0], np.cumsum(counts)))[row]
    for step in range(int(counts.max(initial=0))):
        chosen = nth == step
        at, power = row[chosen], (length - 1 - place[chosen]).astype(np.int16)
        locator[at, 1:] ^= _times(_LOG[locator[at, :-1]], power[:, None])
    spare = locator.copy()
    degree = counts.copy()
    backwards = np.zeros((rows, parity + 1), np.int16) + _LOG_OF_ZERO
    log_syndrome = _LOG[syndrome]
    for step in range(parity):
        backwards[:, 1:] = backwards[:, :-1].copy()
        backwards[:, 0] = log_syndrome[:, step]
        active = step >= counts
        wrong = np.bitwise_xor.reduce(_times(_LOG[locator], backwards), axis=1)
        spare[active, 1:] = spare[active, :-1]
        spare[active, 0] = 0
        moving = active & (wrong != 0)
        changed = locator ^ _times(_LOG[spare], _LOG[wrong][:, None])
        longer = moving & (2 * degree <= step + counts)
        inverse = ((255 - _LOG[wrong]) % 255).astype(np.int16)
        spare[longer] = _times(_LOG[locator[longer]], inverse[longer][:, None])
        degree[longer] = step + 1 + counts[longer] - degree[longer]
        locator[moving] = changed[moving]
    return locator


def _evaluators(syndrome: NDArray[np.uint8], log_locator: NDArray[np.int16], parity: int) -> NDArray[np.uint8]:
    """Syndrome times locator, modulo x^parity."""
    product = np.zeros_like(syndrome)
    log_syndrome = _LOG[syndrome]
    for step in range(parity):
        product[:, step:] ^= _times(log_syndrome[:, : parity - step], log_locator[:, step : step + 1])
    return product
