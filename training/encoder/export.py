"""Write a trained network as an ONNX file with weights of 8 bits, and of 7 where they are multiplied."""

from __future__ import annotations

import tempfile
from pathlib import Path

import torch
from network import Detector
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

_OPSET = 17


class _Scores(nn.Module):
    """The outputs that are used at run time, of one post and so without a mask."""

    def __init__(self, net: Detector, slope: float, offset: float) -> None:
        super().__init__()
        self.net, self.slope, self.offset = net, slope, offset

    def forward(self, pieces: Tensor, segments: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        odds, topics, kinds, _ = self.net(pieces, segments, None)
        return odds * self.slope + self.offset, topics.log_softmax(-1), kinds.log_softmax(-1)


def export(net: Detector, path: Path, *, slope: float = 1.0, offset: float = 0.0) -> None:
    """Write ``path``; the log-odds that it gives are ``slope * log_odds + offset`` of the network's."""
    pieces = torch.randint(4, 500, (1, 40))
    segments = torch.zeros_like(pieces)
    segments[:, 5:20] = 1
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        torch.onnx.export(
            _Scores(net, slope, offset).eval(),
            (pieces, segments),
            str(whole),
            dynamo=False,
            opset_version=_OPSET,
            input_names=["pieces", "segments"],
            output_names=["log_odds", "topics", "kinds"],
            dynamic_axes={"pieces": {1: "length"}, "segments": {1: "length"}},
        )
        products = Path(folder) / "products.onnx"
        # Without VNNI a processor adds two 8-bit products in 16 bits, which overflow: weights of 7 bits cannot.
        _quantize(whole, products, ["MatMul", "Gemm"], reduce_range=True)
        _quantize(products, path, ["Gather"], reduce_range=False)


def _quantize(read: Path, written: Path, operations: list[str], *, reduce_range: bool) -> None:
    quantize_dynamic(
        read,
        written,
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=reduce_range,
        op_types_to_quantize=operations,
    )
