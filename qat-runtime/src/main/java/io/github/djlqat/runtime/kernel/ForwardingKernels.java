package io.github.djlqat.runtime.kernel;

/** A provider that hands every spec to another; a fast one overrides what it does better. */
public abstract class ForwardingKernels implements KernelProvider {

    private final KernelProvider next;

    /** Hands what is not overridden to {@code next}. */
    protected ForwardingKernels(KernelProvider next) {
        this.next = next;
    }

    @Override
    public Kernel conv2d(Conv2DSpec spec) {
        return next.conv2d(spec);
    }

    @Override
    public Kernel depthwiseConv2d(DepthwiseConv2DSpec spec) {
        return next.depthwiseConv2d(spec);
    }

    @Override
    public Kernel fullyConnected(FullyConnectedSpec spec) {
        return next.fullyConnected(spec);
    }

    @Override
    public Kernel add(AddSpec spec) {
        return next.add(spec);
    }

    @Override
    public Kernel mul(MulSpec spec) {
        return next.mul(spec);
    }

    @Override
    public Kernel averagePool(PoolSpec spec) {
        return next.averagePool(spec);
    }

    @Override
    public Kernel maxPool(PoolSpec spec) {
        return next.maxPool(spec);
    }

    @Override
    public Kernel mean(MeanSpec spec) {
        return next.mean(spec);
    }

    @Override
    public Kernel softmax(SoftmaxSpec spec) {
        return next.softmax(spec);
    }

    @Override
    public Kernel lookup(LookupSpec spec) {
        return next.lookup(spec);
    }

    @Override
    public Kernel concatenation(ConcatenationSpec spec) {
        return next.concatenation(spec);
    }

    @Override
    public Kernel stridedCopy(StridedCopySpec spec) {
        return next.stridedCopy(spec);
    }

    @Override
    public Kernel pad(PadSpec spec) {
        return next.pad(spec);
    }

    @Override
    public Kernel resize(ResizeSpec spec) {
        return next.resize(spec);
    }
}
