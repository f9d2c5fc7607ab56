package io.github.djlqat.kernel;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Quantization of gradients in one call, for PyTorch: one pass for the examples' maxima, then five
 * over one new array, in place.
 */
public final class FusedGradientKernels implements GradientKernels {

    private static final Map<Integer, TorchScript> MODULES = new ConcurrentHashMap<>();

    private static final String TRACKED =
            """
              def tracked(self: __torch__.M, x: Tensor) -> Tensor:
                return torch.full([1], float(ops.prim.requires_grad(x)))
            """;

    @Override
    public NDArray quantize(NDArray gradient, NDArray noise, int bits) {
        return MODULES.computeIfAbsent(bits, b -> TorchScript.of(text(b)))
                .call("quantize", gradient, noise)
                .singletonOrThrow();
    }

    @Override
    public boolean isTracked(NDArray array) {
        try (NDArray answer = TorchScript.of(TRACKED).call("tracked", array).singletonOrThrow()) {
            return answer.getFloat() != 0;
        }
    }

    @Override
    public void backward(GradientCollector collector, NDArray output, NDArray gradient) {
        JniUtils.backward((PtNDArray) output, (PtNDArray) gradient, false, false);
    }

    private static String text(int bits) {
        int levels = (1 << bits) - 1;
        String smallest = number((float) SMALLEST);
        return String.format(
                Locale.ROOT,
                """
                  def quantize(self: __torch__.M, gradient: Tensor, noise: Tensor) -> Tensor:
                    rows = torch.reshape(gradient, [torch.size(gradient, 0), -1])
                    lowest, highest = torch.aminmax(rows, dim=1, keepdim=True)
                    most = torch.maximum(torch.neg(lowest), highest)
                    safe = torch.clamp(most, %1$s)
                    step = torch.mul(torch.mul(safe, %2$s), torch.ge(most, %1$s))
                    y = torch.mul(rows, torch.mul(torch.reciprocal(safe), %3$s))
                    _1 = torch.add_(y, torch.reshape(noise, torch.size(rows)))
                    _2 = torch.round_(y)
                    _3 = torch.sub_(y, %4$s)
                    _4 = torch.mul_(y, step)
                    return torch.reshape(y, torch.size(gradient))
                """,
                smallest,
                number(2f / levels),
                number(levels / 2f),
                number(NOISE_OFFSET));
    }

    /** Writes a number without an exponent, to the last bit. */
    private static String number(double value) {
        String text = new BigDecimal(value).toPlainString();
        return text.indexOf('.') < 0 ? text + ".0" : text;
    }
}
