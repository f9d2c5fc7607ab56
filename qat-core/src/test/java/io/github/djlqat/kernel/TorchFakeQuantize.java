package io.github.djlqat.kernel;

import ai.djl.ndarray.NDArray;

/** PyTorch's own fake quantization, by name, as what to compare with. */
final class TorchFakeQuantize {

    private TorchFakeQuantize() {}

    /** Quantizes with the state's scale and zero point. */
    static NDArray apply(NDArray x, RangeState state, GridSpec grid) {
        String arguments =
                grid.isPerChannel()
                        ? "channel_affine(x, scale, zero, " + grid.axis()
                        : "tensor_affine(x, float(scale), int(float(zero))";
        String text =
                "  def quantize(self: __torch__.M, x: Tensor, scale: Tensor, zero: Tensor)"
                        + " -> Tensor:\n"
                        + "    return torch.fake_quantize_per_"
                        + arguments
                        + ", "
                        + grid.qmin()
                        + ", "
                        + grid.qmax()
                        + ")\n";
        return TorchScript.of(text)
                .call("quantize", x, state.scale(), state.zeroPoint())
                .singletonOrThrow();
    }
}
