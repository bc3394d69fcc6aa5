"""Train the reader of printed lines and write it as ONNX; see README.md beside this file.

PYTHONPATH=src python training/print/train.py --out src/tallyproof/read/models/print.onnx --minutes 15
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import cv2
import numpy as np
import torch
from lines import make_text, print_line, vary_cut
from net import LineNet
from numpy.typing import NDArray

from tallyproof.read.strip.crop import HEIGHT
from tallyproof.read.strip.signs import SIGNS, outputs_of

BATCH = 64
POOL = 8
Sample = tuple[NDArray[np.float32], list[int]]


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--minutes", type=float, default=15)
    options.add_argument("--seed", type=int, default=20240728)
    options.add_argument("--start", type=Path, help="weights to go on from")
    options.add_argument("--cells", type=Path, help="cells of real strips, from cells.py")
    options.add_argument("--without", default="", help="names of sheets whose cells are held out, with commas")
    options.add_argument("--cell-share", type=float, default=0.35)
    options.add_argument("--rate", type=float, default=2e-3)
    given = options.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    torch.manual_seed(given.seed)
    rng = np.random.default_rng(given.seed)
    net = LineNet(len(SIGNS) + 1)
    if given.start:
        net.load_state_dict(torch.load(given.start))
    cells = _load_cells(given.cells, set(given.without.split(","))) if given.cells else []
    _train(net, rng, cells, minutes=given.minutes, rate=given.rate, cell_share=given.cell_share if cells else 0.0,
           keep=given.out.with_suffix(".pt"), fresh=not given.start)  # fmt: skip
    _export(net, given.out)


def _train(
    net: LineNet, rng: np.random.Generator, cells: list[Sample], *, minutes: float, rate: float, cell_share: float,
    keep: Path, fresh: bool,
) -> None:  # fmt: skip
    net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # a third faster on a processor
    optimiser = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=1e-3)
    loss_of = torch.nn.CTCLoss(zero_infinity=True)
    began, step, losses, pool = time.monotonic(), 0, [], []
    while (done := (time.monotonic() - began) / (60 * minutes)) < 1:
        warm = min(1.0, (step + 1) / (100 if fresh else 20))
        for group in optimiser.param_groups:
            group["lr"] = rate * warm * 0.5 * (1 + np.cos(np.pi * done)) + 1e-6
        if not pool:
            pool = _batches(rng, cells, cell_share, easy=fresh and step < 200)
        lines, targets, widths, lengths = pool.pop()
        net.train()
        outputs = net(lines.to(memory_format=torch.channels_last))
        loss = loss_of(outputs.transpose(0, 1), targets, widths, lengths)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 2.0)
        optimiser.step()
        losses.append(float(loss.detach()))
        step += 1
        if step % 100 == 0:
            print(f"{time.monotonic() - began:6.0f} s  step {step}  loss {np.mean(losses[-100:]):.4f}", flush=True)
            torch.save(net.state_dict(), keep)
    torch.save(net.state_dict(), keep)


def _batches(rng: np.random.Generator, cells: list[Sample], cell_share: float, *, easy: bool) -> list[tuple]:  # type: ignore[type-arg]
    samples = [_sample(rng, cells, cell_share, easy=easy) for _ in range(BATCH * POOL)]
    samples.sort(key=lambda sample: sample[0].shape[1])
    groups = [samples[at : at + BATCH] for at in range(0, len(samples), BATCH)]
    rng.shuffle(groups)  # type: ignore[arg-type]
    return [_collate(group) for group in groups]


def _sample(rng: np.random.Generator, cells: list[Sample], cell_share: float, *, easy: bool) -> Sample:
    if cells and rng.random() < cell_share:
        cut, target = cells[int(rng.integers(len(cells)))]
        return vary_cut(rng, cut), target
    while True:
        text = make_text(rng)
        if easy and len(text) > 8:
            continue
        return print_line(rng, text), outputs_of(text)


def _collate(group: list[Sample]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    width = max(cut.shape[1] for cut, _ in group)
    lines = np.zeros((len(group), 1, HEIGHT, width + width % 2), np.float32)
    for index, (cut, _) in enumerate(group):
        lines[index, 0, :, : cut.shape[1]] = cut
    targets = torch.tensor([output for _, target in group for output in target])
    widths = torch.full((len(group),), lines.shape[3] // 2)
    return torch.from_numpy(lines), targets, widths, torch.tensor([len(target) for _, target in group])


def _load_cells(path: Path, without: set[str]) -> list[Sample]:
    with np.load(path, allow_pickle=False) as held:
        lines, widths, texts, sheets = (held[name] for name in ("lines", "widths", "texts", "sheets"))
    return [
        (line[:, :width].astype(np.float32) / 200, outputs_of(str(text)))
        for line, width, text, sheet in zip(lines, widths, texts, sheets, strict=True)
        if str(sheet) not in without
    ]


def _export(net: LineNet, out: Path) -> None:
    net.eval().to(memory_format=torch.contiguous_format)
    example = torch.zeros(2, 1, HEIGHT, 64)
    axes = {"lines": {0: "lines", 3: "width"}, "signs": {0: "lines", 1: "frames"}}
    torch.onnx.export(net, (example,), str(out), input_names=["lines"], output_names=["signs"], dynamic_axes=axes,
                      dynamo=False)  # fmt: skip


if __name__ == "__main__":
    main()
