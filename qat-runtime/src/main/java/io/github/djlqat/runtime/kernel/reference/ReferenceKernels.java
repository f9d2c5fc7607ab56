package io.github.djlqat.runtime.kernel.reference;

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

/** The reference kernels; a faster provider overrides what it does better. */
public class ReferenceKernels implements KernelProvider {

    @Override
    public String name() {
        return "reference";
    }

    @Override
    public Kernel conv2d(Conv2DSpec spec) {
        return new Conv2DKernel(spec);
    }

    @Override
    public Kernel depthwiseConv2d(DepthwiseConv2DSpec spec) {
        return new DepthwiseConv2DKernel(spec);
    }

    @Override
    public Kernel fullyConnected(FullyConnectedSpec spec) {
        return new FullyConnectedKernel(spec);
    }

    @Override
    public Kernel add(AddSpec spec) {
        return new AddKernel(spec);
    }

    @Override
    public Kernel mul(MulSpec spec) {
        return new MulKernel(spec);
    }

    @Override
    public Kernel averagePool(PoolSpec spec) {
        return new PoolKernel(spec, false);
    }

    @Override
    public Kernel maxPool(PoolSpec spec) {
        return new PoolKernel(spec, true);
    }

    @Override
    public Kernel mean(MeanSpec spec) {
        return new MeanKernel(spec);
    }

    @Override
    public Kernel softmax(SoftmaxSpec spec) {
        return new SoftmaxKernel(spec);
    }

    @Override
    public Kernel lookup(LookupSpec spec) {
        return new LookupKernel(spec);
    }

    @Override
    public Kernel concatenation(ConcatenationSpec spec) {
        return new ConcatenationKernel(spec);
    }

    @Override
    public Kernel stridedCopy(StridedCopySpec spec) {
        return new StridedCopyKernel(spec);
    }

    @Override
    public Kernel pad(PadSpec spec) {
        return new PadKernel(spec);
    }

    @Override
    public Kernel resize(ResizeSpec spec) {
        return new ResizeKernel(spec);
    }

    @Override
    public Kernel codedConv2d(CodedConv2DSpec spec) {
        return new CodedConv2DKernel(spec);
    }

    @Override
    public Kernel binaryConv2d(BinaryConv2DSpec spec) {
        return new BinaryConv2DKernel(spec);
    }

    @Override
    public Kernel binaryMaxPool(BinaryPoolSpec spec) {
        return new BinaryPoolKernel(spec);
    }

    @Override
    public Kernel binarize(BinarizeSpec spec) {
        return new BinarizeKernel(spec);
    }

    @Override
    public Kernel unbinarize(UnbinarizeSpec spec) {
        return new UnbinarizeKernel(spec);
    }

    @Override
    public Kernel batchNorm(BatchNormSpec spec) {
        return new BatchNormKernel(spec);
    }
}
