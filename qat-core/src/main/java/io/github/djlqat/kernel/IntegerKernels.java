package io.github.djlqat.kernel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.djlqat.runtime.arithmetic.RoundingMode;
import java.util.Arrays;

/**
 * The integer runtime's rounding on tensors, exact, for the simulation of an integer model in
 * evaluation. Arrays hold integers, in whatever type; codes come back as float32.
 *
 * <p>PyTorch runs the multiplication as one TorchScript call on int64; other engines take plain
 * Java, which the tests compare with.
 */
public final class IntegerKernels {

    private static final String TEXT =
            "  def double_rounding(self: __torch__.M, x: Tensor, m: Tensor, left: Tensor,"
                    + " right: Tensor) -> Tensor:\n"
                    + "    shifted = torch.bitwise_left_shift(torch.to(x, 4), left)\n"
                    + "    product = torch.add(torch.mul(shifted, m), 1073741824)\n"
                    + "    high = torch.bitwise_right_shift(product, 31)\n"
                    + "    one = torch.ones_like(right)\n"
                    + "    mask = torch.sub(torch.bitwise_left_shift(one, right), 1)\n"
                    + "    rest = torch.bitwise_and(high, mask)\n"
                    + "    half = torch.bitwise_right_shift(mask, 1)\n"
                    + "    threshold = torch.add(half, torch.to(torch.lt(high, 0), 4))\n"
                    + "    up = torch.to(torch.gt(rest, threshold), 4)\n"
                    + "    return torch.add(torch.bitwise_right_shift(high, right), up)\n"
                    + "  def single_rounding(self: __torch__.M, x: Tensor, m: Tensor,"
                    + " total: Tensor) -> Tensor:\n"
                    + "    one = torch.ones_like(total)\n"
                    + "    half = torch.bitwise_left_shift(one, torch.sub(total, 1))\n"
                    + "    product = torch.add(torch.mul(torch.to(x, 4), m), half)\n"
                    + "    return torch.bitwise_right_shift(product, total)\n";

    private IntegerKernels() {}

    /**
     * Returns {@code multiplyByQuantizedMultiplier(x, multipliers[c], shifts[c])}.
     *
     * @param x int32 values in any type that holds them exactly, any shape
     * @param multipliers one, or one for each index along {@code axis}; 0 or in [2^30, 2^31)
     * @param shifts as many; in [-31, 30], above 0 to the left
     * @param axis the channels' axis; not looked at where there is one multiplier
     * @param rounding double or single
     * @return int64 of the shape of {@code x}
     */
    public static NDArray multiply(
            NDArray x, int[] multipliers, int[] shifts, int axis, RoundingMode rounding) {
        if (multipliers.length == 0 || multipliers.length != shifts.length) {
            throw new IllegalArgumentException(
                    "expected as many shifts as multipliers and at least one, found "
                            + shifts.length
                            + " and "
                            + multipliers.length);
        }
        if (multipliers.length > 1 && x.getShape().get(axis) != multipliers.length) {
            throw new IllegalArgumentException(
                    "expected "
                            + x.getShape().get(axis)
                            + " multipliers for axis "
                            + axis
                            + " of "
                            + x.getShape()
                            + ", found "
                            + multipliers.length);
        }
        NDManager manager = x.getManager();
        if (!"PyTorch".equals(manager.getEngine().getEngineName())) {
            return multiplyInJava(x, multipliers, shifts, axis, rounding);
        }
        long[] m = new long[shifts.length];
        long[] left = new long[shifts.length];
        long[] right = new long[shifts.length];
        long[] total = new long[shifts.length];
        for (int i = 0; i < shifts.length; i++) {
            m[i] = multipliers[i];
            left[i] = Math.max(shifts[i], 0);
            right[i] = Math.max(-shifts[i], 0);
            total[i] = 31L - shifts[i];
        }
        Shape shape = new Shape(1);
        if (multipliers.length > 1) {
            long[] dims = new long[x.getShape().dimension()];
            Arrays.fill(dims, 1);
            dims[axis] = multipliers.length;
            shape = new Shape(dims);
        }
        TorchScript module = TorchScript.of(TEXT);
        try (NDArray factor = manager.create(m, shape)) {
            if (rounding == RoundingMode.DOUBLE) {
                try (NDArray lefts = manager.create(left, shape);
                        NDArray rights = manager.create(right, shape)) {
                    return module.call("double_rounding", x, factor, lefts, rights)
                            .singletonOrThrow();
                }
            }
            try (NDArray totals = manager.create(total, shape)) {
                return module.call("single_rounding", x, factor, totals).singletonOrThrow();
            }
        }
    }

    /** The same in plain Java, one element after the other. */
    static NDArray multiplyInJava(
            NDArray x, int[] multipliers, int[] shifts, int axis, RoundingMode rounding) {
        long[] values;
        try (NDArray integers = x.toType(DataType.INT64, true)) {
            values = integers.toLongArray();
        }
        Shape shape = x.getShape();
        long inner = multipliers.length > 1 ? shape.slice(axis + 1).size() : 1;
        for (int i = 0; i < values.length; i++) {
            int c = (int) (i / inner % multipliers.length);
            values[i] = multiply(values[i], multipliers[c], shifts[c], rounding);
        }
        return x.getManager().create(values, shape);
    }

    private static long multiply(long x, int multiplier, int shift, RoundingMode rounding) {
        if (rounding == RoundingMode.SINGLE) {
            return (x * multiplier + (1L << (30 - shift))) >> (31 - shift);
        }
        long high = ((x << Math.max(shift, 0)) * multiplier + (1L << 30)) >> 31;
        int right = Math.max(-shift, 0);
        long mask = (1L << right) - 1;
        long threshold = (mask >> 1) + (high < 0 ? 1 : 0);
        return (high >> right) + ((high & mask) > threshold ? 1 : 0);
    }

    /**
     * Returns the codes of accumulators: {@code clamp(zeroPoint + multiply(...), qmin, qmax)}.
     *
     * @param x int32 accumulators in any type that holds them exactly
     * @param multipliers one, or one for each index along {@code axis}
     * @param shifts as many
     * @param axis the channels' axis
     * @param rounding double or single
     * @param zeroPoint the output's
     * @param qmin the lowest code
     * @param qmax the highest code
     * @return float32 codes of the shape of {@code x}
     */
    public static NDArray requantize(
            NDArray x,
            int[] multipliers,
            int[] shifts,
            int axis,
            RoundingMode rounding,
            int zeroPoint,
            int qmin,
            int qmax) {
        try (NDArray scaled = multiply(x, multipliers, shifts, axis, rounding)) {
            return codes(scaled, zeroPoint, qmin, qmax);
        }
    }

    private static NDArray codes(NDArray scaled, int zeroPoint, int qmin, int qmax) {
        try (NDArray moved = scaled.add(zeroPoint);
                NDArray clamped = moved.clip(qmin, qmax)) {
            return clamped.toType(DataType.FLOAT32, true);
        }
    }

    /**
     * One operand, or the result, of an addition.
     *
     * @param zeroPoint its zero point
     * @param multiplier its multiplier, 0 or in [2^30, 2^31)
     * @param shift its shift
     */
    public record Term(int zeroPoint, int multiplier, int shift) {}

    /**
     * Returns the codes of TFLite's quantized ADD: both operands, less their zero points, shifted
     * left by 20 and scaled, are added; the sum is scaled to the output.
     *
     * @param a codes of the first operand
     * @param first its numbers
     * @param b codes of the second, same shape
     * @param second its numbers
     * @param output the numbers of the sum
     * @param rounding double or single
     * @param qmin the lowest code
     * @param qmax the highest code
     * @return float32 codes
     */
    public static NDArray add(
            NDArray a,
            Term first,
            NDArray b,
            Term second,
            Term output,
            RoundingMode rounding,
            int qmin,
            int qmax) {
        try (NDArray left = shifted(a, first, rounding);
                NDArray right = shifted(b, second, rounding);
                NDArray sum = left.add(right);
                NDArray scaled = multiply(sum, output, rounding)) {
            return codes(scaled, output.zeroPoint(), qmin, qmax);
        }
    }

    private static NDArray shifted(NDArray x, Term term, RoundingMode rounding) {
        try (NDArray integers = x.toType(DataType.INT64, true);
                NDArray centred = integers.sub(term.zeroPoint());
                NDArray shifted = centred.mul(1 << 20)) {
            return multiply(shifted, term, rounding);
        }
    }

    private static NDArray multiply(NDArray x, Term term, RoundingMode rounding) {
        return multiply(x, new int[] {term.multiplier()}, new int[] {term.shift()}, 0, rounding);
    }

    /**
     * Returns the codes of an average pool: sums divided by the number of taps, half away from
     * zero.
     *
     * @param sums of codes, each below 2^31 in absolute value
     * @param taps how many codes each sum is of, at least 1; broadcast to the shape of the sums
     * @param qmin the lowest code
     * @param qmax the highest code
     * @return float32 codes
     */
    public static NDArray averagePool(NDArray sums, NDArray taps, int qmin, int qmax) {
        // float64 holds these integers, and their quotients stay clear of the next integer
        try (NDArray exact = sums.toType(DataType.FLOAT64, true);
                NDArray count = taps.toType(DataType.FLOAT64, true);
                NDArray halves = count.div(2);
                NDArray half = halves.floor();
                NDArray absolute = exact.abs();
                NDArray raised = absolute.add(half);
                NDArray quotient = raised.div(count);
                NDArray whole = quotient.floor();
                NDArray sign = exact.sign();
                NDArray signed = whole.mul(sign);
                NDArray clamped = signed.clip(qmin, qmax)) {
            return clamped.toType(DataType.FLOAT32, true);
        }
    }
}
