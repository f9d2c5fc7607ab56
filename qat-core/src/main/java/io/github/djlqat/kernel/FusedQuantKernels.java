package io.github.djlqat.kernel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.github.djlqat.quant.observer.Grid;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Fake quantization in one call, for PyTorch.
 *
 * <p>The straight-through estimator costs no pass of its own: a clamp to half a step beyond the
 * range carries the gradient (1 inside, 0 outside, in one vectorized kernel each way), then its
 * result is rounded onto the grid in place behind autograd's back, through a detached view; the
 * clamp's backward reads its input only. {@code torch.fake_quantize_per_tensor_affine}, which
 * writes a mask instead, gives the same values and gradients. Against it, the benchmark in this
 * package's tests found ratios of 6 forward and 7 backward between the least times, and of 10 and
 * 2.5 between the medians (one thread of a CPU that had other work too).
 */
public final class FusedQuantKernels implements QuantKernels {

    private static final Map<Key, TorchScript> MODULES = new ConcurrentHashMap<>();
    private static final RangeRule NO_RULE = new RangeRule(RangeRule.Kind.CURRENT, 0);

    private record Key(GridSpec grid, RangeRule rule, int rank) {}

    @Override
    public NDArray fakeQuantize(NDArray x, RangeState state, GridSpec grid) {
        return module(grid, NO_RULE, x)
                .call("quantize", x, state.scale(), state.zeroPoint())
                .singletonOrThrow();
    }

    @Override
    public void observe(NDArray x, RangeState state, GridSpec grid, RangeRule rule) {
        try (NDList returned = call("observe", x, state, grid, rule)) {
            returned.singletonOrThrow();
        }
    }

    @Override
    public NDArray observeAndQuantize(NDArray x, RangeState state, GridSpec grid, RangeRule rule) {
        return call("observe_quantize", x, state, grid, rule).singletonOrThrow();
    }

    private static NDList call(
            String method, NDArray x, RangeState state, GridSpec grid, RangeRule rule) {
        return module(grid, rule, x)
                .call(
                        method,
                        x,
                        state.minimum(),
                        state.maximum(),
                        state.scale(),
                        state.zeroPoint(),
                        state.steps());
    }

    private static TorchScript module(GridSpec grid, RangeRule rule, NDArray x) {
        int rank = grid.isPerChannel() ? x.getShape().dimension() : 0;
        return MODULES.computeIfAbsent(new Key(grid, rule, rank), key -> TorchScript.of(text(key)));
    }

    private static String text(Key key) {
        boolean channels = key.grid.isPerChannel();
        String observe = channels ? observeChannels(key) : observeTensor(key);
        String quantize = channels ? quantizeChannels(key) : quantizeTensor(key.grid);
        String state =
                "x: Tensor, minimum: Tensor, maximum: Tensor, scale: Tensor, zero: Tensor,"
                        + " steps: Tensor) -> Tensor:\n";
        return "  def quantize(self: __torch__.M, x: Tensor, scale: Tensor, zero: Tensor)"
                + " -> Tensor:\n"
                + quantize
                + "  def observe(self: __torch__.M, "
                + state
                + observe
                + "    return steps\n"
                + "  def observe_quantize(self: __torch__.M, "
                + state
                + observe
                + quantize;
    }

    private static String quantizeTensor(GridSpec grid) {
        return "    step = float(scale)\n"
                + "    origin = float(zero)\n"
                + line(
                        "low = (%s - origin) * step",
                        number(grid.qmin() - ComposedQuantKernels.HALF))
                + line(
                        "high = (%s - origin) * step",
                        number(grid.qmax() + ComposedQuantKernels.HALF))
                + "    y = torch.hardtanh(x, low, high)\n"
                + round("scale");
    }

    private static String quantizeChannels(Key key) {
        String shape = shape(key);
        return line("step = torch.reshape(scale, %s)", shape)
                + line("origin = torch.reshape(zero, %s)", shape)
                + line(
                        "low = torch.mul(torch.add(torch.neg(origin), %s), step)",
                        number(key.grid.qmin() - ComposedQuantKernels.HALF))
                + line(
                        "high = torch.mul(torch.add(torch.neg(origin), %s), step)",
                        number(key.grid.qmax() + ComposedQuantKernels.HALF))
                + "    y = torch.clamp(x, low, high)\n"
                + round("step");
    }

    private static String round(String scale) {
        return "    view = torch.detach(y)\n"
                + line("_1 = torch.mul_(view, torch.reciprocal(%s))", scale)
                + "    _2 = torch.round_(view)\n"
                + line("_3 = torch.mul_(view, %s)", scale)
                + "    return y\n";
    }

    private static String observeTensor(Key key) {
        GridSpec grid = key.grid;
        String numbers;
        if (grid.symmetric()) {
            numbers =
                    "    bound = max(abs(float(minimum)), abs(float(maximum)))\n"
                            + line(
                                    "_8 = torch.fill_(scale, max(bound / %s, %s))",
                                    number(grid.qmax()), number(Grid.MIN_SCALE))
                            + "    _9 = torch.zero_(zero)\n";
        } else {
            numbers =
                    (grid.unsigned()
                                    ? "    bottom = 0.0\n"
                                    : "    bottom = min(float(minimum), 0.0)\n")
                            + "    top = max(float(maximum), 0.0)\n"
                            + line(
                                    "_8 = torch.fill_(scale, max((top - bottom) / %s, %s))",
                                    number(grid.qmax() - grid.qmin()), number(Grid.MIN_SCALE))
                            + line("point = round(%s - bottom / float(scale))", number(grid.qmin()))
                            + line(
                                    "_9 = torch.fill_(zero, max(%s, min(%s, point)) + 0.0)",
                                    number(grid.qmin()), number(grid.qmax()));
        }
        return "    lowest, highest = torch.aminmax(torch.detach(x))\n"
                + rule(
                        key.rule,
                        "    _6 = torch.fill_(minimum, min(float(minimum), float(lowest)))\n"
                                + "    _7 = torch.fill_(maximum, max(float(maximum), float(highest)))\n",
                        average("minimum", "lowest", key.rule)
                                + average("maximum", "highest", key.rule))
                + numbers;
    }

    private static String observeChannels(Key key) {
        GridSpec grid = key.grid;
        String numbers;
        if (grid.symmetric()) {
            numbers =
                    "    bound = torch.to(torch.maximum(torch.abs(minimum), torch.abs(maximum)), 7)\n"
                            + line("exact = torch.div(bound, %s)", number(grid.qmax()))
                            + setScale()
                            + "    _9 = torch.zero_(zero)\n";
        } else {
            numbers =
                    "    top = torch.to(torch.clamp(maximum, 0.0), 7)\n"
                            + (grid.unsigned()
                                    ? "    bottom = torch.zeros_like(top)\n"
                                    : "    bottom = torch.to(torch.clamp(minimum, None, 0.0), 7)\n")
                            + line(
                                    "exact = torch.div(torch.sub(top, bottom), %s)",
                                    number(grid.qmax() - grid.qmin()))
                            + setScale()
                            + line(
                                    "point = torch.add(torch.neg(torch.div(bottom, torch.to(scale, 7))), %s)",
                                    number(grid.qmin()))
                            + line(
                                    "_9 = torch.copy_(zero, torch.add(torch.clamp(torch.round(point), %s, %s),"
                                            + " 0.0))",
                                    number(grid.qmin()), number(grid.qmax()));
        }
        String channelFirst =
                key.grid.axis() == 0
                        ? "torch.detach(x)"
                        : "torch.transpose(torch.detach(x), 0, " + key.grid.axis() + ")";
        return line("rows = torch.reshape(%s, [torch.size(x, %d), -1])", channelFirst, grid.axis())
                + "    lowest, highest = torch.aminmax(rows, dim=1)\n"
                + rule(
                        key.rule,
                        "    _6 = torch.copy_(minimum, torch.minimum(minimum, lowest))\n"
                                + "    _7 = torch.copy_(maximum, torch.maximum(maximum, highest))\n",
                        averageChannels("minimum", "lowest", key.rule)
                                + averageChannels("maximum", "highest", key.rule))
                + numbers;
    }

    private static String setScale() {
        return line(
                "_8 = torch.copy_(scale, torch.clamp(torch.to(exact, 6), %s))",
                number(Grid.MIN_SCALE));
    }

    private static String rule(RangeRule rule, String widest, String average) {
        String current =
                "    _6 = torch.copy_(minimum, lowest)\n    _7 = torch.copy_(maximum, highest)\n";
        String count = "    _5 = torch.add_(steps, 1.0)\n";
        if (rule.kind() == RangeRule.Kind.CURRENT) {
            return current + count;
        }
        String later = rule.kind() == RangeRule.Kind.MIN_MAX ? widest : average;
        return "    if float(steps) == 0.0:\n"
                + current.indent(2)
                + "    else:\n"
                + later.indent(2)
                + count;
    }

    private static String average(String end, String batch, RangeRule rule) {
        return line(
                "_%s = torch.fill_(%s, %s * float(%s) + %s * float(%s))",
                end,
                end,
                number(rule.momentum()),
                end,
                number(1 - (double) rule.momentum()),
                batch);
    }

    private static String averageChannels(String end, String batch, RangeRule rule) {
        return line(
                "_%s = torch.copy_(%s, torch.add(torch.mul(torch.to(%s, 7), %s),"
                        + " torch.mul(torch.to(%s, 7), %s)))",
                end,
                end,
                end,
                number(rule.momentum()),
                batch,
                number(1 - (double) rule.momentum()));
    }

    private static String shape(Key key) {
        StringBuilder shape = new StringBuilder("[");
        for (int i = 0; i < key.rank; i++) {
            shape.append(i == 0 ? "" : ", ").append(i == key.grid.axis() ? "-1" : "1");
        }
        return shape.append(']').toString();
    }

    private static String line(String format, Object... arguments) {
        return "    " + String.format(Locale.ROOT, format, arguments) + "\n";
    }

    /** Writes a double without an exponent, to the last bit. */
    private static String number(double value) {
        String text = new BigDecimal(value).toPlainString();
        return text.indexOf('.') < 0 ? text + ".0" : text;
    }
}
