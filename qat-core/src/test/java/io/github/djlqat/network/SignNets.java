package io.github.djlqat.network;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import io.github.djlqat.Qat;
import io.github.djlqat.quant.discrete.BinaryWeights;
import io.github.djlqat.quant.discrete.Sign;

/** Nets whose layers between the first and the last read signs: 3x12x12 to 10. */
public final class SignNets {

    public static final Shape SHAPE = new Shape(1, 3, 12, 12);

    private SignNets() {}

    private static SequentialBlock ends(Block... middle) {
        SequentialBlock net = new SequentialBlock();
        net.add(Nets.convNorm(8, 3, 1, 1)).add(Nets.relu());
        for (Block block : middle) {
            net.add(block);
        }
        return net.add(Pool.globalAvgPool2dBlock()).add(Linear.builder().setUnits(10).build());
    }

    /** Convolutions after one another: odd and even depths, one and two words, two strides. */
    public static Block chain() {
        return ends(
                Nets.convNorm(5, 3, 1, 1),
                Nets.relu(),
                Nets.convNorm(40, 3, 1, 1),
                Nets.relu(),
                Nets.convNorm(33, 3, 2, 1),
                Nets.relu(),
                Nets.convNorm(8, 1, 2, 1),
                Nets.relu6());
    }

    /** A stride that no padding of TFLite's fits. */
    public static Block slow() {
        return ends(Nets.convNorm(8, 3, 1, 1), Nets.relu(), Nets.convNorm(8, 3, 3, 1));
    }

    public static Block residual() {
        Block same =
                Nets.residual(
                        new SequentialBlock()
                                .add(Nets.convNorm(8, 3, 1, 1))
                                .add(Nets.relu())
                                .add(Nets.convNorm(8, 3, 1, 1)),
                        Blocks.identityBlock());
        Block half =
                Nets.residual(
                        new SequentialBlock()
                                .add(Nets.convNorm(12, 3, 2, 1))
                                .add(Nets.relu())
                                .add(Nets.convNorm(12, 3, 1, 1)),
                        Nets.convNorm(12, 1, 2, 1));
        return ends(same, half);
    }

    /** Pools before a sign. */
    public static Block pooled() {
        return ends(
                Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)),
                Nets.convNorm(8, 3, 1, 1),
                Nets.relu(),
                Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)),
                Nets.convNorm(8, 3, 1, 1));
    }

    /** Linear layers, the first after a flattened image, the second reads bits. */
    public static Block linear() {
        return new SequentialBlock()
                .add(Nets.convNorm(8, 3, 2, 1))
                .add(Nets.relu())
                .add(Blocks.batchFlattenBlock())
                .add(Linear.builder().setUnits(37).build())
                .add(BatchNorm.builder().build())
                .add(Nets.relu())
                .add(Linear.builder().setUnits(20).build())
                .add(BatchNorm.builder().build())
                .add(Nets.relu())
                .add(Linear.builder().setUnits(10).build());
    }

    /** Returns rules: signs and one bit in all layers but the first, the last and 1x1 shortcuts. */
    public static LayerRules rules(Sign sign) {
        LayerScheme binary = LayerScheme.of(new BinaryWeights(), sign);
        return LayerRules.none().all(binary).ends(LayerScheme.USUAL);
    }

    public static QuantizedNetwork prepare(Block net, LayerRules rules, NDManager manager) {
        Block block = Nets.initialized(net, manager, SHAPE);
        return Qat.prepare(block, QuantizationConfig.int8().withLayers(rules), SHAPE);
    }

    /** Gives batch norms numbers of every kind: gamma of either sign and 0, centers off 0. */
    public static void scatter(QuantizedNetwork network) {
        Engine.getEngine("PyTorch").setRandomSeed(23);
        for (var pair : network.getParameters()) {
            Parameter p = pair.getValue();
            try (NDManager scope = NDManager.newBaseManager()) {
                Shape s = p.getShape();
                switch (p.getType()) {
                    case GAMMA:
                        NDArray gamma = scope.randomUniform(-1f, 1f, s);
                        NDArray none = gamma.zerosLike();
                        NDArrays.where(gamma.abs().lt(0.1f), none, gamma).copyTo(p.getArray());
                        break;
                    case BETA:
                        scope.randomUniform(-0.5f, 0.5f, s).copyTo(p.getArray());
                        break;
                    case RUNNING_MEAN:
                        scope.randomUniform(-2f, 2f, s).copyTo(p.getArray());
                        break;
                    default:
                        break;
                }
            }
        }
    }
}
