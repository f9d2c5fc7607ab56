package io.github.djlqat.runtime.kernel.natives;

import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.kernel.AddSpec;
import io.github.djlqat.runtime.kernel.Conv2DSpec;
import io.github.djlqat.runtime.kernel.DepthwiseConv2DSpec;
import io.github.djlqat.runtime.kernel.FullyConnectedSpec;
import io.github.djlqat.runtime.kernel.Image;
import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.KernelProvider;
import io.github.djlqat.runtime.kernel.MeanSpec;
import io.github.djlqat.runtime.kernel.Operand;
import io.github.djlqat.runtime.kernel.PadSpec;
import io.github.djlqat.runtime.kernel.PoolSpec;
import io.github.djlqat.runtime.kernel.Requantize;
import io.github.djlqat.runtime.kernel.natives.NativeSpec.Kind;
import java.util.function.Supplier;

/** Kernels of the C library, and another provider's for what is not there. */
public final class NativeKernels extends OtherKernels {

    /**
     * Loads the library.
     *
     * @param others prepares what the library has no kernel for
     * @throws UnsupportedOperationException if there is no library for this platform
     * @throws IllegalStateException if there is one that does not load, or of another version
     */
    public NativeKernels(KernelProvider others) {
        super(others);
        NativeLibrary.load();
    }

    @Override
    public String name() {
        return "native";
    }

    private static Kernel orElse(NativeSpec spec, Supplier<Kernel> other) {
        Kernel kernel = NativeKernel.of(spec);
        return kernel != null ? kernel : other.get();
    }

    @Override
    public Kernel conv2d(Conv2DSpec spec) {
        boolean deep = spec.groups > 1;
        if (deep
                && (spec.groups != spec.inputShape.channels
                        || spec.groups != spec.outputShape.channels)) {
            return super.conv2d(spec);
        }
        return orElse(
                new NativeSpec(
                                deep ? Kind.DEPTHWISE : Kind.CONV,
                                spec.input,
                                spec.input,
                                spec.output)
                        .images(spec.inputShape, spec.outputShape)
                        .window(spec.window)
                        .weights(
                                deep ? transposed(spec) : spec.filter,
                                spec.filterZeroPoint,
                                spec.bias)
                        .requantize(spec.inputZeroPoint, spec.requantize),
                () -> super.conv2d(spec));
    }

    /** Returns the filter of a convolution with one channel a group as a depthwise one's. */
    private static Bytes transposed(Conv2DSpec spec) {
        int channels = spec.outputShape.channels;
        int taps = spec.window.taps();
        byte[] filter = new byte[channels * taps];
        for (int channel = 0; channel < channels; channel++) {
            for (int tap = 0; tap < taps; tap++) {
                filter[tap * channels + channel] = spec.filter.get(channel * taps + tap);
            }
        }
        return Bytes.of(filter);
    }

    @Override
    public Kernel depthwiseConv2d(DepthwiseConv2DSpec spec) {
        if (spec.depthMultiplier != 1) {
            return super.depthwiseConv2d(spec);
        }
        return orElse(
                new NativeSpec(Kind.DEPTHWISE, spec.input, spec.input, spec.output)
                        .images(spec.inputShape, spec.outputShape)
                        .window(spec.window)
                        .weights(spec.filter, spec.filterZeroPoint, spec.bias)
                        .requantize(spec.inputZeroPoint, spec.requantize),
                () -> super.depthwiseConv2d(spec));
    }

    @Override
    public Kernel fullyConnected(FullyConnectedSpec spec) {
        Image in = new Image(spec.rows, 1, 1, spec.inputSize);
        Image out = new Image(spec.rows, 1, 1, spec.outputSize);
        return orElse(
                new NativeSpec(Kind.DENSE, spec.input, spec.input, spec.output)
                        .images(in, out)
                        .weights(spec.filter, spec.filterZeroPoint, spec.bias)
                        .requantize(spec.inputZeroPoint, spec.requantize),
                () -> super.fullyConnected(spec));
    }

    @Override
    public Kernel add(AddSpec spec) {
        Operand right = spec.broadcast.right;
        if (!spec.broadcast.isElementwise()) {
            return super.add(spec);
        }
        Image elements = new Image(spec.broadcast.shape.get(0), 1, 1, 1);
        Requantize requantize =
                new Requantize(
                        Ints.of(spec.outputMultiplier),
                        Ints.of(spec.outputExponent),
                        spec.rounding,
                        spec.outputZeroPoint,
                        spec.minimum,
                        spec.maximum);
        return orElse(
                new NativeSpec(Kind.ADD, spec.broadcast.left, right, spec.broadcast.output)
                        .images(elements, elements)
                        .requantize(spec.leftZeroPoint, requantize)
                        .subtract(spec.subtract, spec.leftShift)
                        .leftScale(spec.leftMultiplier, spec.leftExponent)
                        .rightScale(spec.rightZeroPoint, spec.rightMultiplier, spec.rightExponent),
                () -> super.add(spec));
    }

    @Override
    public Kernel pad(PadSpec spec) {
        return PadRowsKernel.suits(spec) ? new PadRowsKernel(spec) : super.pad(spec);
    }

    @Override
    public Kernel maxPool(PoolSpec spec) {
        return orElse(
                new NativeSpec(Kind.MAX_POOL, spec.input, spec.input, spec.output)
                        .images(spec.inputShape, spec.outputShape)
                        .window(spec.window)
                        .range(spec.minimum, spec.maximum),
                () -> super.maxPool(spec));
    }

    /** The library has the mean over what lies between the first dimensions and the channels. */
    @Override
    public Kernel mean(MeanSpec spec) {
        int last = spec.keptShape.size() - 1;
        if (last < 0 || spec.keptStrides.get(last) != 1) {
            return super.mean(spec);
        }
        int channels = spec.keptShape.get(last);
        int positions = product(spec.reducedShape);
        boolean suits =
                neighbours(
                                spec.reducedShape,
                                spec.reducedStrides,
                                spec.reducedShape.size(),
                                channels)
                        && neighbours(
                                spec.keptShape,
                                spec.keptStrides,
                                last,
                                (long) channels * positions);
        if (!suits) {
            return super.mean(spec);
        }
        int batch = product(spec.keptShape) / channels;
        return orElse(
                new NativeSpec(Kind.MEAN, spec.input, spec.input, spec.output)
                        .images(
                                new Image(batch, positions, 1, channels),
                                new Image(batch, 1, 1, channels))
                        .requantize(spec.inputZeroPoint, spec.requantize),
                () -> super.mean(spec));
    }

    private static int product(Ints sizes) {
        int product = 1;
        for (int i = 0; i < sizes.size(); i++) {
            product *= sizes.get(i);
        }
        return product;
    }

    /** Returns whether the first {@code count} dimensions follow each other, {@code step} apart. */
    private static boolean neighbours(Ints sizes, Ints strides, int count, long step) {
        long expected = step;
        for (int i = count - 1; i >= 0; i--) {
            if (sizes.get(i) != 1 && strides.get(i) != expected) {
                return false;
            }
            expected *= sizes.get(i);
        }
        return true;
    }
}
