package io.github.djlqat.runtime.kernel.natives;

import io.github.djlqat.runtime.kernel.AddSpec;
import io.github.djlqat.runtime.kernel.BatchNormSpec;
import io.github.djlqat.runtime.kernel.BinarizeSpec;
import io.github.djlqat.runtime.kernel.BinaryConv2DSpec;
import io.github.djlqat.runtime.kernel.BinaryPoolSpec;
import io.github.djlqat.runtime.kernel.CodedConv2DSpec;
import io.github.djlqat.runtime.kernel.ConcatenationSpec;
import io.github.djlqat.runtime.kernel.Conv2DSpec;
import io.github.djlqat.runtime.kernel.DepthwiseConv2DSpec;
import io.github.djlqat.runtime.kernel.FullyConnectedSpec;
import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.KernelProvider;
import io.github.djlqat.runtime.kernel.LookupSpec;
import io.github.djlqat.runtime.kernel.MeanSpec;
import io.github.djlqat.runtime.kernel.MulSpec;
import io.github.djlqat.runtime.kernel.PadSpec;
import io.github.djlqat.runtime.kernel.PoolSpec;
import io.github.djlqat.runtime.kernel.ResizeSpec;
import io.github.djlqat.runtime.kernel.SoftmaxSpec;
import io.github.djlqat.runtime.kernel.StridedCopySpec;
import io.github.djlqat.runtime.kernel.UnbinarizeSpec;

/** Every kernel another provider's. */
abstract class OtherKernels implements KernelProvider {

    private final KernelProvider others;

    OtherKernels(KernelProvider others) {
        this.others = others;
    }

    @Override
    public Kernel conv2d(Conv2DSpec spec) {
        return others.conv2d(spec);
    }

    @Override
    public Kernel depthwiseConv2d(DepthwiseConv2DSpec spec) {
        return others.depthwiseConv2d(spec);
    }

    @Override
    public Kernel fullyConnected(FullyConnectedSpec spec) {
        return others.fullyConnected(spec);
    }

    @Override
    public Kernel add(AddSpec spec) {
        return others.add(spec);
    }

    @Override
    public Kernel mul(MulSpec spec) {
        return others.mul(spec);
    }

    @Override
    public Kernel averagePool(PoolSpec spec) {
        return others.averagePool(spec);
    }

    @Override
    public Kernel maxPool(PoolSpec spec) {
        return others.maxPool(spec);
    }

    @Override
    public Kernel mean(MeanSpec spec) {
        return others.mean(spec);
    }

    @Override
    public Kernel softmax(SoftmaxSpec spec) {
        return others.softmax(spec);
    }

    @Override
    public Kernel lookup(LookupSpec spec) {
        return others.lookup(spec);
    }

    @Override
    public Kernel concatenation(ConcatenationSpec spec) {
        return others.concatenation(spec);
    }

    @Override
    public Kernel stridedCopy(StridedCopySpec spec) {
        return others.stridedCopy(spec);
    }

    @Override
    public Kernel pad(PadSpec spec) {
        return others.pad(spec);
    }

    @Override
    public Kernel resize(ResizeSpec spec) {
        return others.resize(spec);
    }

    @Override
    public Kernel codedConv2d(CodedConv2DSpec spec) {
        return others.codedConv2d(spec);
    }

    @Override
    public Kernel binaryConv2d(BinaryConv2DSpec spec) {
        return others.binaryConv2d(spec);
    }

    @Override
    public Kernel binaryMaxPool(BinaryPoolSpec spec) {
        return others.binaryMaxPool(spec);
    }

    @Override
    public Kernel binarize(BinarizeSpec spec) {
        return others.binarize(spec);
    }

    @Override
    public Kernel unbinarize(UnbinarizeSpec spec) {
        return others.unbinarize(spec);
    }

    @Override
    public Kernel batchNorm(BatchNormSpec spec) {
        return others.batchNorm(spec);
    }
}
