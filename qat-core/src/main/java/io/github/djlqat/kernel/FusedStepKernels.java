package io.github.djlqat.kernel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Learned steps in one call, for PyTorch.
 *
 * <p>As in {@link FusedQuantKernels} a clamp carries the gradient of the values, and its result is
 * rounded in place behind autograd's back. The step's gradient is a sum over all values, {@code
 * sum(dL/dy * r)}. For one step it comes from {@code y += R * e}, a product of a matrix of one
 * column with {@code e = s - s}, which is 0 and has the gradient of {@code s}: going forward that
 * is one pass over memory that changes nothing, and going back one dot product that writes nothing.
 * ({@code R} has strides (1, N), by which PyTorch takes the product for a dot product and not for N
 * sums of one.) On 128x16x32x32 floats and one thread the least times were 3.9 ms forward and 4.1
 * back, of which 0.9 are the benchmark's own; {@code e * r} 5.1 and 4.8; {@code
 * torch._fake_quantize_learnable_per_tensor_affine} 10.4 and 20.2; without learning 1.8 and 3.4.
 *
 * <p>Steps for each channel are of weights, which are few, and take the plain way.
 */
public final class FusedStepKernels implements StepKernels {

    private static final Map<Key, TorchScript> MODULES = new ConcurrentHashMap<>();

    private record Key(StepSpec spec, boolean offset, int rank) {}

    @Override
    public NDArray quantize(NDArray x, NDArray step, float factor, StepSpec spec) {
        int rank = spec.perChannel() ? x.getShape().dimension() : 0;
        return call(new Key(spec, false, rank), factor, x, step);
    }

    @Override
    public NDArray quantize(NDArray x, NDArray step, NDArray offset, float factor, StepSpec spec) {
        return call(new Key(spec, true, 0), factor, x, step, offset);
    }

    private static NDArray call(Key key, float factor, NDArray x, NDArray... learned) {
        TorchScript module = MODULES.computeIfAbsent(key, k -> TorchScript.of(text(k)));
        NDManager manager = x.getManager();
        try (NDArray scalar = manager.create(factor)) {
            return learned.length == 1
                    ? module.call("quantize", x, scalar, learned[0]).singletonOrThrow()
                    : module.call("quantize", x, scalar, learned[0], learned[1]).singletonOrThrow();
        }
    }

    private static String text(Key key) {
        String arguments =
                "self: __torch__.M, x: Tensor, factor: Tensor, step: Tensor"
                        + (key.offset ? ", offset: Tensor" : "");
        return "  def quantize("
                + arguments
                + ") -> Tensor:\n"
                + (key.rank > 0 ? channels(key) : tensor(key));
    }

    private static String tensor(Key key) {
        StepSpec spec = key.spec;
        boolean learned = spec.gradient() != StepGradient.NONE;
        return "    s = float(step)\n"
                + (key.offset
                        ? line(
                                        "zero = max(0.0, min(%d.0, round(-(float(offset)) / s)))",
                                        spec.high())
                                + line("low = -(zero * s)")
                                + line("high = (%d.0 - zero) * s", spec.high())
                        : line("low = %d.0 * s", spec.low()) + line("high = %d.0 * s", spec.high()))
                + line("c = torch.hardtanh(torch.reshape(x, [-1]), low, high)")
                + line("y = torch.detach(c)")
                + (learned ? residual(spec.gradient(), key.offset) : "")
                + line("_1 = torch.mul_(y, 1.0 / s)")
                + line("_2 = torch.%s_(y)", rounding(spec))
                + line("_3 = torch.mul_(y, s)")
                + (learned ? attach(spec.gradient(), key.offset) : "")
                + line("return torch.reshape(c, torch.size(x))");
    }

    /**
     * Makes {@code r}, from the clamped values: the part that needs them before they are rounded.
     */
    private static String residual(StepGradient gradient, boolean offset) {
        String outside =
                line("outside = torch.logical_or(torch.le(y, low), torch.ge(y, high))")
                        + line("beyond = torch.to(outside, 6)");
        if (gradient == StepGradient.BOUND) {
            return outside;
        }
        // -x within the range, else 0
        return line("r = torch.threshold(y, low, 0.0)")
                + line("_4 = torch.neg_(r)")
                + line("_5 = torch.threshold_(r, -high, 0.0)")
                + (offset ? outside : "");
    }

    private static String attach(StepGradient gradient, boolean offset) {
        String r =
                gradient == StepGradient.BOUND
                        ? line("r = torch.mul_(beyond, y)")
                        : line("_6 = torch.add_(r, y)");
        String e =
                line("n = torch.numel(c)")
                        + line(
                                "e = torch.mul(torch.sub(step, torch.detach(step)),"
                                        + " float(factor) / s)");
        if (!offset) {
            return r + e + line("_8 = torch.addmv_(c, torch.as_strided(r, [n, 1], [1, n]), e)");
        }
        return r
                + line("_7 = torch.add_(r, beyond, alpha=zero * s)")
                + e
                + line("d = torch.mul(torch.sub(offset, torch.detach(offset)), float(factor))")
                + line("both = torch.stack([r, beyond])")
                + line(
                        "_8 = torch.addmv_(c, torch.as_strided(both, [n, 2], [1, n]),"
                                + " torch.cat([e, d]))");
    }

    private static String channels(Key key) {
        StepSpec spec = key.spec;
        String shape = "[-1" + ", 1".repeat(key.rank - 1) + "]";
        String start =
                line("s = torch.reshape(torch.detach(step), %s)", shape)
                        + line("low = torch.mul(s, %d.0)", spec.low())
                        + line("high = torch.mul(s, %d.0)", spec.high())
                        + line("data = torch.detach(x)")
                        + line(
                                "inside = torch.logical_and(torch.gt(data, low), torch.lt(data, high))")
                        + line("c = torch.where(inside, x, torch.clamp(data, low, high))")
                        + line("y = torch.detach(c)")
                        + line("_1 = torch.mul_(y, torch.reciprocal(s))")
                        + line("_2 = torch.%s_(y)", rounding(spec))
                        + line("_3 = torch.mul_(y, s)");
        if (spec.gradient() == StepGradient.NONE) {
            return start + line("return c");
        }
        boolean error = spec.gradient() == StepGradient.ROUNDING_ERROR;
        return start
                + (error
                        ? line("r = torch.sub(y, torch.mul(data, inside))")
                        : line("r = torch.mul(y, torch.logical_not(inside))"))
                + line("learned = torch.mul(torch.sub(step, torch.detach(step)), float(factor))")
                + line("e = torch.div(torch.reshape(learned, %s), s)", shape)
                + line("return torch.add(c, torch.mul(e, r))");
    }

    private static String rounding(StepSpec spec) {
        return spec.rounding() == Rounding.FLOOR ? "floor" : "round";
    }

    private static String line(String format, Object... arguments) {
        return "    " + String.format(format, arguments) + "\n";
    }
}
