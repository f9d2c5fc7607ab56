package io.github.djlqat.runtime.kernel.vector;

import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.Coding;
import io.github.djlqat.runtime.kernel.AddSpec;
import io.github.djlqat.runtime.kernel.BatchNormSpec;
import io.github.djlqat.runtime.kernel.BinarizeSpec;
import io.github.djlqat.runtime.kernel.BinaryConv2DSpec;
import io.github.djlqat.runtime.kernel.BinaryPoolSpec;
import io.github.djlqat.runtime.kernel.CodedConv2DSpec;
import io.github.djlqat.runtime.kernel.Conv2DSpec;
import io.github.djlqat.runtime.kernel.DepthwiseConv2DSpec;
import io.github.djlqat.runtime.kernel.FullyConnectedSpec;
import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.MeanSpec;
import io.github.djlqat.runtime.kernel.PoolSpec;
import io.github.djlqat.runtime.kernel.reference.ReferenceKernels;
import org.jspecify.annotations.Nullable;

/**
 * Kernels on the Vector API, and the reference's for what is not here. Loading this class needs
 * {@code --add-modules jdk.incubator.vector}.
 */
public final class VectorKernels extends ReferenceKernels {

    /** More ints of packed weights than this (1 GiB) stay with the reference. */
    private static final long LARGEST = 1L << 28;

    /** More inputs of one pixel than this (4 MiB as ints) stay with the reference. */
    private static final long LARGEST_PATCH = 1L << 20;

    /**
     * Creates the provider.
     *
     * @throws UnsupportedOperationException if this machine has no vectors of 128 bits or more
     */
    public VectorKernels() {
        if (Lanes.COUNT < 4) {
            throw new UnsupportedOperationException(
                    "expected vectors of at least 128 bits, found "
                            + Lanes.COUNT * Integer.SIZE
                            + " bits");
        }
    }

    @Override
    public String name() {
        return "vector";
    }

    @Override
    public Kernel conv2d(Conv2DSpec spec) {
        int outputs = spec.outputShape.channels / spec.groups;
        int inputs = spec.inputShape.channels / spec.groups;
        if (spec.groups > 1 && inputs == 1) {
            DepthwiseConv2DSpec depthwise = asDepthwise(spec, outputs);
            if (DepthwiseKernel.suits(depthwise)) {
                return new DepthwiseKernel(depthwise);
            }
        }
        long depth = (long) spec.window.taps() * inputs;
        if (!packs(spec.groups, outputs, depth)) {
            return super.conv2d(spec);
        }
        return WinogradKernel.suits(spec) ? new WinogradKernel(spec) : gemm(spec, null);
    }

    /** Returns a convolution with one input channel a group as the depthwise one that it is. */
    private static DepthwiseConv2DSpec asDepthwise(Conv2DSpec spec, int multiplier) {
        int channels = spec.outputShape.channels;
        int taps = spec.window.taps();
        byte[] filter = new byte[channels * taps];
        for (int channel = 0; channel < channels; channel++) {
            for (int tap = 0; tap < taps; tap++) {
                filter[tap * channels + channel] = spec.filter.get(channel * taps + tap);
            }
        }
        return new DepthwiseConv2DSpec(
                spec.input,
                spec.output,
                spec.inputShape,
                spec.outputShape,
                spec.window,
                multiplier,
                spec.inputZeroPoint,
                Bytes.of(filter),
                spec.filterZeroPoint,
                spec.bias,
                spec.requantize);
    }

    @Override
    public Kernel depthwiseConv2d(DepthwiseConv2DSpec spec) {
        return DepthwiseKernel.suits(spec)
                ? new DepthwiseKernel(spec)
                : super.depthwiseConv2d(spec);
    }

    @Override
    public Kernel fullyConnected(FullyConnectedSpec spec) {
        return packs(1, spec.outputSize, spec.inputSize)
                ? new FullyConnectedKernel(spec)
                : super.fullyConnected(spec);
    }

    @Override
    public Kernel add(AddSpec spec) {
        return spec.broadcast.isElementwise() ? new AddKernel(spec) : super.add(spec);
    }

    @Override
    public Kernel maxPool(PoolSpec spec) {
        return new MaxPoolKernel(spec);
    }

    @Override
    public Kernel mean(MeanSpec spec) {
        return MeanKernel.suits(spec) ? new MeanKernel(spec) : super.mean(spec);
    }

    private static Kernel gemm(Conv2DSpec spec, @Nullable Coding coding) {
        return ConvRowsKernel.suits(spec)
                ? new ConvRowsKernel(spec, coding)
                : new ConvPatchesKernel(spec, coding);
    }

    @Override
    public Kernel codedConv2d(CodedConv2DSpec spec) {
        Conv2DSpec conv = spec.convolution;
        int outputs = conv.outputShape.channels / conv.groups;
        long depth = (long) conv.window.taps() * (conv.inputShape.channels / conv.groups);
        return packs(conv.groups, outputs, depth)
                ? gemm(conv, spec.coding)
                : super.codedConv2d(spec);
    }

    @Override
    public Kernel binaryConv2d(BinaryConv2DSpec spec) {
        BinaryConvKernel kernel = BinaryConvKernel.of(spec);
        if (kernel == null) {
            return super.binaryConv2d(spec);
        }
        BinaryTableKernel tables = BinaryTableKernel.of(spec, kernel);
        return tables != null ? tables : kernel;
    }

    @Override
    public Kernel binarize(BinarizeSpec spec) {
        return spec.channels % BinarizeKernel.STEP == 0
                ? new BinarizeKernel(spec)
                : super.binarize(spec);
    }

    @Override
    public Kernel batchNorm(BatchNormSpec spec) {
        return spec.channels <= BatchNormKernel.MOST
                ? new BatchNormKernel(spec)
                : super.batchNorm(spec);
    }

    @Override
    public Kernel binaryMaxPool(BinaryPoolSpec spec) {
        return new BinaryPoolKernel(spec);
    }

    private static boolean packs(int groups, int outputs, long depth) {
        return groups * depth <= LARGEST_PATCH
                && PackedGemm.packedSize(groups, outputs, (int) depth) <= LARGEST;
    }
}
