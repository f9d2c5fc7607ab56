package io.github.djlqat.examples.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import java.util.List;

/**
 * Residual networks of pairs of 3x3 convolutions: (batch, channels, height, width) to (batch,
 * classes).
 */
final class ResNets {

    private static final int[] FILTERS = {16, 32, 64};
    private static final int[] WIDE_FILTERS = {64, 128, 256, 512};

    private ResNets() {}

    /**
     * The image classification network of MLPerf Tiny (Banbury et al., 2021): one residual pair in
     * each of three stacks; the shortcut convolutions have no batch normalization.
     */
    static Block resnet8(int classes) {
        return build(1, false, classes);
    }

    /**
     * ResNet-20 of He et al., "Deep residual learning for image recognition", 2016, section 4.2,
     * with shortcuts by convolution and batch normalization where the shape changes.
     */
    static Block resnet20(int classes) {
        return build(3, true, classes);
    }

    /**
     * ResNet-18 of the same, table 1, for images of 224 pixels; DJL's own network of that name has
     * bottlenecks.
     */
    static Block resnet18(int classes) {
        SequentialBlock net = new SequentialBlock();
        net.add(conv(7, WIDE_FILTERS[0], 2, false)).add(norm()).add(Activation.reluBlock());
        net.add(Pool.maxPool2dBlock(new Shape(3, 3), new Shape(2, 2), new Shape(1, 1)));
        return stacks(net, WIDE_FILTERS, 2, true, classes);
    }

    private static Block build(int pairs, boolean normalizeShortcut, int classes) {
        SequentialBlock net = new SequentialBlock();
        net.add(conv(3, FILTERS[0], 1, false)).add(norm()).add(Activation.reluBlock());
        return stacks(net, FILTERS, pairs, normalizeShortcut, classes);
    }

    private static Block stacks(
            SequentialBlock net, int[] filters, int pairs, boolean normalizeShortcut, int classes) {
        for (int stack = 0; stack < filters.length; stack++) {
            for (int pair = 0; pair < pairs; pair++) {
                boolean first = stack > 0 && pair == 0;
                net.add(residual(filters[stack], first ? 2 : 1, first, normalizeShortcut));
                net.add(Activation.reluBlock());
            }
        }
        return net.add(Pool.globalAvgPool2dBlock())
                .add(Blocks.batchFlattenBlock())
                .add(Linear.builder().setUnits(classes).build());
    }

    private static Block residual(
            int filters, int stride, boolean project, boolean normalizeShortcut) {
        SequentialBlock branch =
                new SequentialBlock()
                        .add(conv(3, filters, stride, false))
                        .add(norm())
                        .add(Activation.reluBlock())
                        .add(conv(3, filters, 1, false))
                        .add(norm());
        Block shortcut = Blocks.identityBlock();
        if (project && normalizeShortcut) {
            shortcut = new SequentialBlock().add(conv(1, filters, stride, false)).add(norm());
        } else if (project) {
            shortcut = conv(1, filters, stride, true);
        }
        return new ParallelBlock(ResNets::add, List.of(branch, shortcut));
    }

    private static NDList add(List<NDList> branches) {
        NDArray sum = branches.get(0).singletonOrThrow().add(branches.get(1).singletonOrThrow());
        return new NDList(sum);
    }

    private static Conv2d conv(int kernel, int filters, int stride, boolean bias) {
        int pad = kernel / 2;
        return Conv2d.builder()
                .setKernelShape(new Shape(kernel, kernel))
                .setFilters(filters)
                .optStride(new Shape(stride, stride))
                .optPadding(new Shape(pad, pad))
                .optBias(bias)
                .build();
    }

    private static BatchNorm norm() {
        return BatchNorm.builder().build();
    }
}
