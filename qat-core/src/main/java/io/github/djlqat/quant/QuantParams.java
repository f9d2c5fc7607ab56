package io.github.djlqat.quant;

import io.github.djlqat.quant.observer.Grid;
import java.util.Arrays;

/**
 * The exact numbers of a quantizer, which conversion writes into the integer model: {@code real =
 * scale * (q - zeroPoint)}.
 *
 * @param scales one, or one for each channel; finite and above 0
 * @param zeroPoints as many as scales
 * @param qmin the lowest integer, at least -128
 * @param qmax the highest integer, at most 127
 * @param axis the channels' axis; 0 where there is one scale
 */
public record QuantParams(float[] scales, int[] zeroPoints, int qmin, int qmax, int axis) {

    /** Copies the arrays and checks every scale and zero point. */
    public QuantParams {
        scales = scales.clone();
        zeroPoints = zeroPoints.clone();
        if (scales.length == 0 || scales.length != zeroPoints.length) {
            throw new IllegalArgumentException(
                    "expected as many zero points as scales and at least one, found "
                            + scales.length
                            + " scales and "
                            + zeroPoints.length
                            + " zero points");
        }
        if (qmin < -128 || qmax > 127 || axis < 0) {
            throw new IllegalArgumentException(
                    "expected integers within -128..127 and an axis of at least 0, found "
                            + qmin
                            + ".."
                            + qmax
                            + " and axis "
                            + axis);
        }
        for (int i = 0; i < scales.length; i++) {
            try {
                new Grid(scales[i], zeroPoints[i], qmin, qmax);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("channel " + i + ": " + e.getMessage(), e);
            }
        }
    }

    /** Returns the parameters of one grid for the whole tensor. */
    public static QuantParams of(Grid grid) {
        return new QuantParams(
                new float[] {grid.scale()},
                new int[] {grid.zeroPoint()},
                grid.qmin(),
                grid.qmax(),
                0);
    }

    @Override
    public float[] scales() {
        return scales.clone();
    }

    @Override
    public int[] zeroPoints() {
        return zeroPoints.clone();
    }

    /** Returns the number of scales: 1, or the number of channels. */
    public int size() {
        return scales.length;
    }

    /** Returns the first scale: the tensor's where there is but one. */
    public float scale() {
        return scales[0];
    }

    /** Returns the first zero point: the tensor's where there is but one. */
    public int zeroPoint() {
        return zeroPoints[0];
    }

    /** Returns the grid of a channel. */
    public Grid grid(int channel) {
        return new Grid(scales[channel], zeroPoints[channel], qmin, qmax);
    }

    /**
     * Returns the integers of values, the same as the fake-quantizing kernels': {@code rint(x * (1
     * / scale)) + zeroPoint}, clamped.
     *
     * @param values the reals, in row-major order
     * @param shape their shape; looked at where there are several scales
     */
    public byte[] quantize(float[] values, long... shape) {
        int inner = inner(values.length, shape);
        byte[] codes = new byte[values.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) grid(i / inner % scales.length).quantize(values[i]);
        }
        return codes;
    }

    /** Returns the values that integers stand for; the opposite of {@link #quantize}. */
    public float[] dequantize(byte[] codes, long... shape) {
        int inner = inner(codes.length, shape);
        float[] values = new float[codes.length];
        for (int i = 0; i < codes.length; i++) {
            values[i] = grid(i / inner % scales.length).dequantize(codes[i]);
        }
        return values;
    }

    private int inner(int length, long[] shape) {
        if (scales.length == 1) {
            return Math.max(1, length);
        }
        long product = 1;
        long inner = 1;
        for (int i = 0; i < shape.length; i++) {
            product *= shape[i];
            inner *= i > axis ? shape[i] : 1;
        }
        if (axis >= shape.length || shape[axis] != scales.length || product != length) {
            throw new IllegalArgumentException(
                    "shape: expected "
                            + scales.length
                            + " along axis "
                            + axis
                            + " and "
                            + length
                            + " elements, found "
                            + Arrays.toString(shape));
        }
        return (int) Math.max(1, inner);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof QuantParams that
                && Arrays.equals(scales, that.scales)
                && Arrays.equals(zeroPoints, that.zeroPoints)
                && qmin == that.qmin
                && qmax == that.qmax
                && axis == that.axis;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(scales) * 31 + Arrays.hashCode(zeroPoints) + qmin + 7 * qmax + axis;
    }

    @Override
    public String toString() {
        return "QuantParams[scales="
                + Arrays.toString(scales)
                + ", zeroPoints="
                + Arrays.toString(zeroPoints)
                + ", "
                + qmin
                + ".."
                + qmax
                + ", axis="
                + axis
                + "]";
    }
}
