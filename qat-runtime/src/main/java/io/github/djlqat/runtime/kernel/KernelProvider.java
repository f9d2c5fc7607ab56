package io.github.djlqat.runtime.kernel;

/**
 * Prepares kernels. A method packs the spec's constants once, at load; what it returns is shared by
 * all sessions of a model. Every provider's kernels give the same bytes as the reference's. A
 * provider is stateless; methods may be called from one thread at a time.
 */
public interface KernelProvider {

    /** Returns the name an option chooses it by, such as {@code reference}. */
    String name();

    /** Prepares a convolution. */
    Kernel conv2d(Conv2DSpec spec);

    /** Prepares a depthwise convolution. */
    Kernel depthwiseConv2d(DepthwiseConv2DSpec spec);

    /** Prepares a fully connected layer. */
    Kernel fullyConnected(FullyConnectedSpec spec);

    /** Prepares a sum or a difference. */
    Kernel add(AddSpec spec);

    /** Prepares a product. */
    Kernel mul(MulSpec spec);

    /** Prepares an average over windows. */
    Kernel averagePool(PoolSpec spec);

    /** Prepares a maximum over windows. */
    Kernel maxPool(PoolSpec spec);

    /** Prepares a mean over axes. */
    Kernel mean(MeanSpec spec);

    /** Prepares a softmax. */
    Kernel softmax(SoftmaxSpec spec);

    /** Prepares a function of one code. */
    Kernel lookup(LookupSpec spec);

    /** Prepares a concatenation. */
    Kernel concatenation(ConcatenationSpec spec);

    /** Prepares a copy at fixed steps. */
    Kernel stridedCopy(StridedCopySpec spec);

    /** Prepares a padding. */
    Kernel pad(PadSpec spec);

    /** Prepares a resize by nearest neighbour. */
    Kernel resize(ResizeSpec spec);

    /** Prepares a convolution whose weights are coded. */
    Kernel codedConv2d(CodedConv2DSpec spec);

    /** Prepares a convolution of bits with bits. */
    Kernel binaryConv2d(BinaryConv2DSpec spec);

    /** Prepares a maximum of bits over windows. */
    Kernel binaryMaxPool(BinaryPoolSpec spec);

    /** Prepares codes to bits. */
    Kernel binarize(BinarizeSpec spec);

    /** Prepares bits to codes. */
    Kernel unbinarize(UnbinarizeSpec spec);

    /** Prepares a multiplier and an offset for each channel. */
    Kernel batchNorm(BatchNormSpec spec);
}
