package io.github.djlqat.network.simulation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.djlqat.graph.Node;
import io.github.djlqat.network.operation.Activations;
import io.github.djlqat.network.plan.FrozenNetwork;
import io.github.djlqat.network.plan.LoneNorm;
import io.github.djlqat.network.plan.QuantizedAffine;
import io.github.djlqat.runtime.graph.Quantization;
import java.util.HashMap;
import java.util.Map;

/** A batch norm by itself as one multiplication, one addition and one shift of its codes. */
final class NormSimulation {

    private final FrozenNetwork network;

    /** By node id; each is found once, for its search is long. */
    private final Map<Integer, QuantizedAffine> affines = new HashMap<>();

    NormSimulation(FrozenNetwork network) {
        this.network = network;
        network.norms().forEach((id, norm) -> affines.put(id, affine(id, norm)));
    }

    private QuantizedAffine affine(int id, LoneNorm norm) {
        int input = network.graph().node(id).input();
        return norm.on(network.quantization(input), network.quantization(id));
    }

    /** Returns whether a node is a batch norm by itself. */
    boolean isNorm(Node node) {
        return affines.containsKey(node.id());
    }

    /** Returns the codes of {@code node}; {@code x} are codes [N, C, H, W]. */
    NDArray compute(Node node, NDArray x) {
        Quantization out = network.quantization(node.id());
        QuantizedAffine affine = affines.get(node.id());
        NDArray k = channels(x, affine.multipliers().toArray());
        NDArray b = channels(x, affine.offsets().toArray());
        // whole numbers below 2^53, and a shift is a division by a power of two
        NDArray sums = x.toType(DataType.FLOAT64, false).mul(k).add(b);
        ClampRange range = ClampRange.of(Activations.of(node.op()), out);
        return sums.div((double) (1L << affine.shift()))
                .floor()
                .clip(range.low(), range.high())
                .toType(DataType.FLOAT32, false);
    }

    private static NDArray channels(NDArray x, int[] values) {
        double[] reals = new double[values.length];
        for (int i = 0; i < reals.length; i++) {
            reals[i] = values[i];
        }
        return x.getManager().create(reals, new Shape(1, reals.length, 1, 1));
    }
}
