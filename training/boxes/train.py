"""Train the network that reads boxes: five folds by voting centre, or one on all sheets for the package.

    python training/boxes/train.py --final      build/boxes/final.pt, on all sheets
    python training/boxes/train.py --folds      build/boxes/fold-0.onnx to fold-4.onnx, each without its centres, and
                                                src/tallyproof/read/models/boxes.onnx, calibrated by the folds

PyTorch is needed here alone (see README.md beside this file). One thread; about five minutes of processor time each.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from training.boxes.augment import augment, scribbled
from training.boxes.cells import CHECKOUT, DATA, UNKNOWN, Cells, collect, cut_sheet, fold_of, municipal_form, sheets
from training.boxes.drawn import drawn_cells
from training.boxes.net import BoxNet

from tallyproof.read.boxes.digits import CLASSES, INPUT, OTHER, DigitNet, calibrated, ink_of

BUILD = CHECKOUT / "build/boxes"
MODEL = CHECKOUT / "src/tallyproof/read/models/boxes.onnx"
FOLDS = 5
FINAL = "final.pt"
SAMPLES = 150_000
BATCH = 96
SCRIBBLED = 3
DRAWN_FORMS = 60
RATE = 3e-3
RATE_AFTER = 1.5e-3
RARE = 0.5
"""How far rare classes are shown more often: 0 as they come, 1 all equally."""
_SEED = 20230625


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """What a network is trained on, as tensors."""

    ink: Tensor
    sign: Tensor


def all_cells(data: Path, *, again: bool) -> Cells:
    """Return the boxes of all sheets, cut anew or as kept from before."""
    kept = BUILD / "cells.npz"
    if kept.is_file() and not again:
        return Cells.load(kept)
    form, patches = municipal_form(), {}
    for path in sheets(data):
        cut = cut_sheet(path, form)
        if cut is None:
            print(f"{path.name}: the form was not found; left out")
        else:
            patches[path.name] = cut
    cells = collect(data, patches)
    cells.save(kept)
    return cells


def train(examples: Examples, seed: int, samples: int, begun: Path | None) -> BoxNet:
    """Return a network trained on these examples, the same for the same seed; `begun` is one to go on with."""
    chance = torch.Generator().manual_seed(_SEED + seed)
    torch.manual_seed(_SEED + seed)
    net = BoxNet().to(memory_format=torch.channels_last)
    rate = RATE
    if begun is not None:
        net.load_state_dict(torch.load(begun, weights_only=True))
        rate = RATE_AFTER
    steps = samples // BATCH
    optimiser = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, steps, pct_start=0.15)
    often = torch.bincount(examples.sign, minlength=CLASSES).clamp(min=150).double()
    weights = often[examples.sign] ** -RARE
    started, running = time.process_time(), 0.0
    for step in range(steps):
        ink, sign = _batch(examples, weights, chance)
        loss = functional.cross_entropy(net(ink), sign, label_smoothing=0.01)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        running += (loss.item() - running) * 0.01
        if step % 200 == 199:
            print(f"step {step + 1} of {steps}: loss {running:.3f}, {time.process_time() - started:.0f} s", flush=True)
    return net.eval()


def _batch(examples: Examples, weights: Tensor, chance: torch.Generator) -> tuple[Tensor, Tensor]:
    chosen = torch.multinomial(weights, BATCH, replacement=False, generator=chance)
    strays = examples.ink[torch.randint(0, len(weights), (BATCH,), generator=chance)]
    ink, sign = examples.ink[chosen].clone(), examples.sign[chosen].clone()
    ink[:SCRIBBLED] = scribbled(ink[:SCRIBBLED], strays[:SCRIBBLED], chance)
    sign[:SCRIBBLED] = OTHER
    return augment(ink, strays, chance), sign


def scores_of(net: BoxNet, ink: Tensor) -> Tensor:
    """Return the network's scores for all of these boxes."""
    with torch.no_grad():
        return torch.cat([net(part) for part in ink.split(256)])


def calibration(scores: NDArray[np.float64], sign: NDArray[np.int64]) -> tuple[float, float]:
    """Return the temperature and the share of surprises under which these scores give the truth most chance."""
    rows = np.arange(len(sign))
    tried = [
        (float(-np.log(calibrated(scores, heat, surprise)[rows, sign]).mean()), float(heat), float(surprise))
        for heat in np.exp(np.linspace(-1.5, 0.7, 45))
        for surprise in np.exp(np.linspace(-10, -3, 29))
    ]
    return min(tried)[1:]


def export(net: BoxNet, path: Path, found: tuple[float, float] = (1.0, 0.0)) -> None:
    """Write the network as ONNX, ink of boxes in, scores out; what calibrates them goes with it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    net = net.to(memory_format=torch.contiguous_format).eval()
    torch.onnx.export(
        net,
        (torch.zeros(2, 1, INPUT, INPUT),),
        str(path),
        input_names=["ink"],
        output_names=["scores"],
        dynamic_axes={"ink": {0: "boxes"}, "scores": {0: "boxes"}},
        opset_version=17,
        dynamo=False,
    )
    model = onnx.load(path)
    onnx.helper.set_model_props(model, {"temperature": f"{found[0]:.4f}", "surprise": f"{found[1]:.6f}"})
    onnx.save(model, path)


def _examples(cells: Cells, ink: Tensor, chosen: NDArray[np.bool_]) -> Examples:
    which = torch.from_numpy(np.flatnonzero(chosen & (cells.sign != UNKNOWN)))
    return Examples(ink[which], torch.from_numpy(cells.sign)[which])


def _with_drawn(examples: Examples) -> Examples:
    drawn = drawn_cells(DRAWN_FORMS)
    ink = torch.from_numpy(ink_of(drawn.patches))
    return Examples(torch.cat([examples.ink, ink]), torch.cat([examples.sign, torch.from_numpy(drawn.sign)]))


def train_fold(cells: Cells, ink: Tensor, fold: int, samples: int, begun: Path | None) -> None:
    """Train on the centres of all other folds, and on drawn forms, and keep the network.

    What it goes on with (`begun`, a folder) must have been trained for the same fold.
    """
    folds = np.array([fold_of(name, FOLDS) for name in cells.names])[cells.sheet]
    path = BUILD / f"fold-{fold}.pt"
    net = train(_with_drawn(_examples(cells, ink, folds != fold)), fold, samples, begun and begun / path.name)
    held = _examples(cells, ink, folds == fold)
    right = scores_of(net, held.ink).argmax(dim=1) == held.sign
    print(f"fold {fold}: {float(right.double().mean()):.4%} of {len(right)} boxes of other centres", flush=True)
    torch.save(net.state_dict(), path)


def _loaded(name: str) -> BoxNet:
    net = BoxNet()
    net.load_state_dict(torch.load(BUILD / name, weights_only=True))
    return net.eval()


def calibrate(cells: Cells) -> tuple[float, float]:
    """Export each fold's network, calibrated on the boxes of the other folds; return what suits all of them."""
    folds = np.array([fold_of(name, FOLDS) for name in cells.names])[cells.sheet]
    scores, signs = [], []
    for fold in range(FOLDS):
        path = BUILD / f"fold-{fold}.onnx"
        export(_loaded(f"fold-{fold}.pt"), path)
        held = (folds == fold) & (cells.sign != UNKNOWN)
        scores.append(DigitNet(path.read_bytes()).scores(cells.patches[held]))
        signs.append(cells.sign[held])
        right = float((scores[-1].argmax(axis=1) == signs[-1]).mean())
        print(f"fold {fold}: {right:.4%} of {int(held.sum())} boxes of other centres right")
    for fold in range(FOLDS):
        rest = [other for other in range(FOLDS) if other != fold]
        found = calibration(np.concatenate([scores[one] for one in rest]), np.concatenate([signs[one] for one in rest]))
        export(_loaded(f"fold-{fold}.pt"), BUILD / f"fold-{fold}.onnx", found)
        print(f"fold {fold}: temperature {found[0]:.3f}, surprises {found[1]:.5f}")
    return calibration(np.concatenate(scores), np.concatenate(signs))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--folds", action="store_true", help="train, calibrate and export the five folds")
    parser.add_argument("--fold", type=int, action="append", help="train this fold alone, without exporting it")
    parser.add_argument("--calibrate", action="store_true", help="calibrate and export what was trained")
    parser.add_argument("--final", action="store_true", help="train on all sheets")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--samples", type=int, default=SAMPLES, help="boxes to learn from, changed ones counted")
    parser.add_argument("--begun", type=Path, help="go on with the .pt files of this folder, at half the rate")
    parser.add_argument("--cut", action="store_true", help="cut the boxes anew")
    options = parser.parse_args()
    torch.set_num_threads(1)
    cells = all_cells(options.data, again=options.cut)
    ink = torch.from_numpy(ink_of(cells.patches))
    for fold in range(FOLDS) if options.folds else options.fold or []:
        train_fold(cells, ink, fold, options.samples, options.begun)
    if options.final:
        everything = _with_drawn(_examples(cells, ink, np.ones(len(cells.sign), np.bool_)))
        net = train(everything, FOLDS, options.samples, options.begun and options.begun / FINAL)
        torch.save(net.state_dict(), BUILD / FINAL)
    if options.folds or options.calibrate:
        found = calibrate(cells)
        if (BUILD / FINAL).is_file():
            export(_loaded(FINAL), MODEL, found)
            print(f"{MODEL}: temperature {found[0]:.3f}, surprises {found[1]:.5f}")


if __name__ == "__main__":
    main()
