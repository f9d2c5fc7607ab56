#!/usr/bin/env python3
"""The training step of resnet20 in PyTorch, float and eager quantization-aware, in turns.

The network, batch and optimizer are those of `./qat bench` (basic blocks, identity shortcuts of 1x1
convolutions, batch 128, SGD with momentum); the quantized one has per-channel 8-bit weights, 8-bit
activations and batch norm folded in training, as `torch.ao.quantization.prepare_qat` makes it.

    python3 pytorch_eager_qat.py [ROUNDS] [THREADS]
"""
import statistics
import sys
import time

import torch
from torch import nn
from torch.ao import quantization


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.relu1 = nn.ReLU()
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.short = None
        if stride != 1 or inputs != outputs:
            self.short = nn.Conv2d(inputs, outputs, 1, stride, bias=False)
            self.short_bn = nn.BatchNorm2d(outputs)
        self.add = nn.quantized.FloatFunctional()
        self.relu2 = nn.ReLU()

    def forward(self, x):
        y = self.relu1(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        side = x if self.short is None else self.short_bn(self.short(x))
        return self.relu2(self.add.add(y, side))


class ResNet20(nn.Module):
    def __init__(self):
        super().__init__()
        self.quant = quantization.QuantStub()
        self.conv = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.bn = nn.BatchNorm2d(16)
        self.relu = nn.ReLU()
        blocks = []
        width = 16
        for stage in range(3):
            for block in range(3):
                outputs = 16 << stage
                blocks.append(Block(width, outputs, 2 if stage and not block else 1))
                width = outputs
        self.blocks = nn.Sequential(*blocks)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.linear = nn.Linear(64, 10)
        self.dequant = quantization.DeQuantStub()

    def forward(self, x):
        x = self.relu(self.bn(self.conv(self.quant(x))))
        x = self.pool(self.blocks(x)).flatten(1)
        return self.dequant(self.linear(x))

    def fuse(self):
        names = [["conv", "bn", "relu"]]
        for i, block in enumerate(self.blocks):
            prefix = f"blocks.{i}."
            names.append([prefix + "conv1", prefix + "bn1", prefix + "relu1"])
            names.append([prefix + "conv2", prefix + "bn2"])
            if block.short is not None:
                names.append([prefix + "short", prefix + "short_bn"])
        quantization.fuse_modules_qat(self, names, inplace=True)


def stepper(model):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, weight_decay=1e-4)
    loss = nn.CrossEntropyLoss()
    images = torch.randn(128, 3, 32, 32)
    labels = torch.randint(10, (128,))

    def step():
        begin = time.perf_counter()
        optimizer.zero_grad()
        loss(model(images), labels).backward()
        optimizer.step()
        return time.perf_counter() - begin

    return step


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    torch.set_num_threads(int(sys.argv[2]) if len(sys.argv) > 2 else 2)
    torch.manual_seed(1)
    plain = ResNet20().train()
    quantized = ResNet20().train()
    quantized.fuse()
    quantized.qconfig = quantization.get_default_qat_qconfig("fbgemm")
    quantization.prepare_qat(quantized, inplace=True)
    steps = [stepper(plain), stepper(quantized)]
    times = [[], []]
    for turn in range(rounds + 2):
        for kind, step in enumerate(steps):
            passed = step()
            if turn >= 2:
                times[kind].append(passed)
    medians = [statistics.median(t) for t in times]
    print(f"PyTorch {torch.__version__}, batch 128, {torch.get_num_threads()} threads, {rounds} turns")
    print(f"float      {1e3 * medians[0]:7.1f} ms")
    print(f"eager QAT  {1e3 * medians[1]:7.1f} ms, x float {medians[1] / medians[0]:.2f}")


if __name__ == "__main__":
    main()
