package io.github.djlqat.quant;

import io.github.djlqat.kernel.GridSpec;
import io.github.djlqat.quant.observer.Grid;
import io.github.djlqat.quant.observer.ObserverSettings;
import io.github.djlqat.quant.observer.ObserverSettings.Kind;
import io.github.djlqat.quant.observer.Range;
import java.util.Objects;

/**
 * What a tensor is quantized to. The integers are stored as int8.
 *
 * <ul>
 *   <li>{@code AFFINE}: {@code 2^bits} integers ending at 127, that is {@code 127 - (2^bits - 1) ..
 *       127}. Where the values are unsigned the zero point is the lowest of them, so that int8's
 *       own bound and a fused RELU clamp to the range in any TFLite runtime, whatever the bits.
 *   <li>{@code SYMMETRIC}: zero point 0, {@code -2^(bits-1) .. 2^(bits-1) - 1}, without the lowest
 *       where the range is narrow (int8 weights: -127..127).
 * </ul>
 *
 * @param bits 2 to 8
 * @param scheme affine or symmetric
 * @param unsigned whether values below 0 are cut off; affine only
 * @param narrow whether the lowest integer is left out; symmetric only
 * @param granularity one scale for the tensor, or one for each channel
 * @param axis the channel's axis where the granularity is per channel, else 0
 * @param observer how the range is found
 */
public record QuantSpec(
        int bits,
        Scheme scheme,
        boolean unsigned,
        boolean narrow,
        Granularity granularity,
        int axis,
        ObserverSettings observer) {

    /** Whether the zero point is free. */
    public enum Scheme {
        /** Scale and zero point. */
        AFFINE,
        /** Scale only; zero point 0. */
        SYMMETRIC
    }

    /** What one scale is for. */
    public enum Granularity {
        /** One scale for the whole tensor. */
        PER_TENSOR,
        /** One scale for each index along the channel axis. */
        PER_CHANNEL
    }

    /** Checks that the settings agree. */
    public QuantSpec {
        Objects.requireNonNull(scheme, "scheme");
        Objects.requireNonNull(granularity, "granularity");
        Objects.requireNonNull(observer, "observer");
        if (bits < 2 || bits > 8) {
            throw new IllegalArgumentException("bits: expected 2 to 8, found " + bits);
        }
        if (unsigned && scheme != Scheme.AFFINE) {
            throw new IllegalArgumentException(
                    "unsigned: expected with scheme AFFINE, found " + scheme);
        }
        if (narrow && scheme != Scheme.SYMMETRIC) {
            throw new IllegalArgumentException(
                    "narrow: expected with scheme SYMMETRIC, found " + scheme);
        }
        if (axis < 0 || (axis != 0 && granularity == Granularity.PER_TENSOR)) {
            throw new IllegalArgumentException(
                    "axis: expected 0, or at least 0 with granularity PER_CHANNEL, found "
                            + axis
                            + " with "
                            + granularity);
        }
    }

    /** Returns int8 activations: affine, per tensor, moving average (momentum 0.99). */
    public static QuantSpec int8Activation() {
        return activation(8);
    }

    /** Returns int8 weights: symmetric -127..127, per channel along axis 0, min-max. */
    public static QuantSpec int8Weight() {
        return weight(8);
    }

    /** Returns activations of {@code bits} bits, of either sign. */
    public static QuantSpec activation(int bits) {
        return new QuantSpec(
                bits,
                Scheme.AFFINE,
                false,
                false,
                Granularity.PER_TENSOR,
                0,
                ObserverSettings.of(Kind.MOVING_AVERAGE));
    }

    /** Returns activations of {@code bits} bits from 0 up, such as follow a ReLU. */
    public static QuantSpec unsignedActivation(int bits) {
        return activation(bits).withUnsigned(true);
    }

    /** Returns weights of {@code bits} bits: symmetric, narrow, per channel along axis 0. */
    public static QuantSpec weight(int bits) {
        return new QuantSpec(
                bits,
                Scheme.SYMMETRIC,
                false,
                true,
                Granularity.PER_CHANNEL,
                0,
                ObserverSettings.of(Kind.CURRENT));
    }

    /** Returns this with another observer. */
    public QuantSpec withObserver(ObserverSettings settings) {
        return new QuantSpec(bits, scheme, unsigned, narrow, granularity, axis, settings);
    }

    /** Returns this with values below 0 cut off, or not. */
    public QuantSpec withUnsigned(boolean value) {
        return new QuantSpec(bits, scheme, value, narrow, granularity, axis, observer);
    }

    /** Returns this with one scale for each index along {@code channelAxis}. */
    public QuantSpec perChannel(int channelAxis) {
        return new QuantSpec(
                bits, scheme, unsigned, narrow, Granularity.PER_CHANNEL, channelAxis, observer);
    }

    /** Returns this with one scale for the tensor. */
    public QuantSpec perTensor() {
        return new QuantSpec(bits, scheme, unsigned, narrow, Granularity.PER_TENSOR, 0, observer);
    }

    /** Returns whether there is one scale for each channel. */
    public boolean isPerChannel() {
        return granularity == Granularity.PER_CHANNEL;
    }

    /** Returns the lowest integer. */
    public int qmin() {
        if (scheme == Scheme.AFFINE) {
            return 127 - ((1 << bits) - 1);
        }
        return -(1 << (bits - 1)) + (narrow ? 1 : 0);
    }

    /** Returns the highest integer. */
    public int qmax() {
        return scheme == Scheme.AFFINE ? 127 : (1 << (bits - 1)) - 1;
    }

    /** Returns the scale and zero point for a range of reals. */
    public Grid grid(Range range) {
        return gridSpec().grid(range);
    }

    /** Returns what the kernels need to know. */
    GridSpec gridSpec() {
        return new GridSpec(
                qmin(),
                qmax(),
                scheme == Scheme.SYMMETRIC,
                unsigned,
                isPerChannel() ? axis : GridSpec.PER_TENSOR);
    }
}
