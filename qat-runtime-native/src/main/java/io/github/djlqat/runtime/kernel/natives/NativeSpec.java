package io.github.djlqat.runtime.kernel.natives;

import io.github.djlqat.runtime.arithmetic.RoundingMode;
import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.kernel.Image;
import io.github.djlqat.runtime.kernel.Operand;
import io.github.djlqat.runtime.kernel.Requantize;
import io.github.djlqat.runtime.kernel.Window;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A {@code qatk_spec} in the making; the enums are in the order of {@code qatk.h}. */
@SuppressWarnings("EnumOrdinal")
final class NativeSpec {

    /** What kind of operator. */
    enum Kind {
        CONV,
        DEPTHWISE,
        DENSE,
        ADD,
        MAX_POOL,
        MEAN
    }

    /** The fields of {@code qatk_numbers}. */
    private enum Field {
        KIND,
        BATCH,
        IN_HEIGHT,
        IN_WIDTH,
        IN_CHANNELS,
        OUT_HEIGHT,
        OUT_WIDTH,
        OUT_CHANNELS,
        WINDOW_HEIGHT,
        WINDOW_WIDTH,
        STRIDE_HEIGHT,
        STRIDE_WIDTH,
        DILATION_HEIGHT,
        DILATION_WIDTH,
        PAD_TOP,
        PAD_LEFT,
        INPUT_ZERO_POINT,
        FILTER_ZERO_POINT,
        SINGLE,
        OUTPUT_ZERO_POINT,
        MINIMUM,
        MAXIMUM,
        SUBTRACT,
        LEFT_SHIFT,
        LEFT_MULTIPLIER,
        LEFT_EXPONENT,
        RIGHT_ZERO_POINT,
        RIGHT_MULTIPLIER,
        RIGHT_EXPONENT
    }

    private final int[] numbers = new int[Field.values().length];
    private final Operand left;
    private final Operand right;
    private final Operand output;
    private int arenaBytes;
    private byte @Nullable [] filter;
    private int @Nullable [] bias;
    private int @Nullable [] multipliers;
    private int @Nullable [] shifts;

    NativeSpec(Kind kind, Operand left, Operand right, Operand output) {
        this.left = left;
        this.right = right;
        this.output = output;
        set(Field.KIND, kind.ordinal());
        window(new Window(1, 1, 1, 1, 1, 1, 0, 0));
    }

    private void set(Field field, int value) {
        numbers[field.ordinal()] = value;
    }

    /** Sets both shapes; the batch is the output's. */
    NativeSpec images(Image in, Image out) {
        set(Field.BATCH, out.batch);
        set(Field.IN_HEIGHT, in.height);
        set(Field.IN_WIDTH, in.width);
        set(Field.IN_CHANNELS, in.channels);
        set(Field.OUT_HEIGHT, out.height);
        set(Field.OUT_WIDTH, out.width);
        set(Field.OUT_CHANNELS, out.channels);
        return sizes(in.size(), out.size());
    }

    /** Sets the bytes of each input and of the output. */
    private NativeSpec sizes(int input, int result) {
        arenaBytes =
                Math.max(
                        NativeKernel.end(output, result),
                        Math.max(NativeKernel.end(left, input), NativeKernel.end(right, input)));
        return this;
    }

    NativeSpec window(Window window) {
        set(Field.WINDOW_HEIGHT, window.height);
        set(Field.WINDOW_WIDTH, window.width);
        set(Field.STRIDE_HEIGHT, window.strideH);
        set(Field.STRIDE_WIDTH, window.strideW);
        set(Field.DILATION_HEIGHT, window.dilationH);
        set(Field.DILATION_WIDTH, window.dilationW);
        set(Field.PAD_TOP, window.padTop);
        set(Field.PAD_LEFT, window.padLeft);
        return this;
    }

    NativeSpec weights(Bytes codes, int filterZeroPoint, Ints biases) {
        filter = codes.toArray();
        bias = biases.toArray();
        set(Field.FILTER_ZERO_POINT, filterZeroPoint);
        return this;
    }

    NativeSpec requantize(int inputZeroPoint, Requantize requantize) {
        multipliers = requantize.multipliers.toArray();
        shifts = requantize.shifts.toArray();
        set(Field.INPUT_ZERO_POINT, inputZeroPoint);
        rounding(requantize.rounding);
        set(Field.OUTPUT_ZERO_POINT, requantize.zeroPoint);
        return range(requantize.minimum, requantize.maximum);
    }

    NativeSpec range(int minimum, int maximum) {
        set(Field.MINIMUM, minimum);
        set(Field.MAXIMUM, maximum);
        return this;
    }

    private void rounding(RoundingMode rounding) {
        set(Field.SINGLE, rounding == RoundingMode.SINGLE ? 1 : 0);
    }

    NativeSpec subtract(boolean subtract, int leftShift) {
        set(Field.SUBTRACT, subtract ? 1 : 0);
        set(Field.LEFT_SHIFT, leftShift);
        return this;
    }

    NativeSpec leftScale(int multiplier, int exponent) {
        set(Field.LEFT_MULTIPLIER, multiplier);
        set(Field.LEFT_EXPONENT, exponent);
        return this;
    }

    NativeSpec rightScale(int zeroPoint, int multiplier, int exponent) {
        set(Field.RIGHT_ZERO_POINT, zeroPoint);
        set(Field.RIGHT_MULTIPLIER, multiplier);
        set(Field.RIGHT_EXPONENT, exponent);
        return this;
    }

    Operand left() {
        return left;
    }

    Operand right() {
        return right;
    }

    Operand output() {
        return output;
    }

    /** Returns the bytes that the arena must have at least. */
    int arenaBytes() {
        return arenaBytes;
    }

    /** Returns about how many multiply-accumulates it takes as long as. */
    long work() {
        long outputs =
                (long) get(Field.BATCH)
                        * get(Field.OUT_HEIGHT)
                        * get(Field.OUT_WIDTH)
                        * get(Field.OUT_CHANNELS);
        byte[] weights = filter;
        if (weights == null) {
            long positions = (long) get(Field.IN_HEIGHT) * get(Field.IN_WIDTH);
            return 16 * Math.max(outputs, get(Field.BATCH) * positions * get(Field.IN_CHANNELS));
        }
        long macs = outputs * (weights.length / get(Field.OUT_CHANNELS));
        return get(Field.KIND) == Kind.DEPTHWISE.ordinal() ? 6 * macs : macs;
    }

    private int get(Field field) {
        return numbers[field.ordinal()];
    }

    /** Calls {@link NativeLibrary#prepare}. */
    long prepare(@Nullable ByteBuffer memory) {
        return NativeLibrary.prepare(numbers, filter, bias, multipliers, shifts, memory);
    }
}
