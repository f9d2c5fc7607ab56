package io.github.djlqat.kernel;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Times fake-quantizing 128x16x32x32 floats, forward and backward, in turns: observing as well,
 * composed and fused; and onto a known grid, fused and by PyTorch's own operator. Prints the least
 * and the median of each. Also checks that all give the same gradients in every round. Run {@code
 * main}; the argument is the number of rounds.
 */
final class QuantKernelsBenchmark {

    private QuantKernelsBenchmark() {}

    public static void main(String[] args) {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 20;
        GridSpec grid = new GridSpec(-128, 127, false, false, GridSpec.PER_TENSOR);
        RangeRule rule = new RangeRule(RangeRule.Kind.MOVING_AVERAGE, 0.9f);
        QuantKernels composed = new ComposedQuantKernels();
        QuantKernels fused = new FusedQuantKernels();
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDArray x = manager.randomNormal(new Shape(128, 16, 32, 32));
            x.setRequiresGradient(true);
            RangeState state = state(manager);
            RangeState other = state(manager);
            Map<String, UnaryOperator<NDArray>> cases = new LinkedHashMap<>();
            cases.put(
                    "observing, composed", a -> composed.observeAndQuantize(a, other, grid, rule));
            cases.put("observing, fused", a -> fused.observeAndQuantize(a, state, grid, rule));
            cases.put("known grid, PyTorch's", a -> TorchFakeQuantize.apply(a, state, grid));
            cases.put("known grid, fused", a -> fused.fakeQuantize(a, state, grid));
            double[][][] times = new double[cases.size()][2][rounds];
            for (int i = 0; i < rounds; i++) {
                Set<Float> sums = new HashSet<>();
                int k = 0;
                for (UnaryOperator<NDArray> quantize : cases.values()) {
                    try (GradientCollector collector =
                            Engine.getEngine("PyTorch").newGradientCollector()) {
                        long start = System.nanoTime();
                        NDArray y = quantize.apply(x);
                        times[k][0][i] = (System.nanoTime() - start) / 1e6;
                        start = System.nanoTime();
                        collector.backward(y);
                        times[k][1][i] = (System.nanoTime() - start) / 1e6;
                        sums.add(x.getGradient().sum().getFloat());
                        collector.zeroGradients();
                        y.close();
                    }
                    k++;
                }
                if (sums.size() != 1) {
                    throw new IllegalStateException("round " + i + ": gradients " + sums);
                }
            }
            print(cases.keySet(), times, rounds);
        }
    }

    private static void print(Set<String> names, double[][][] times, int rounds) {
        int k = 0;
        for (String name : names) {
            double[] forward = times[k][0];
            double[] backward = times[k++][1];
            Arrays.sort(forward);
            Arrays.sort(backward);
            System.out.printf(
                    "%s: forward %.2f ms least, %.2f median; backward %.2f least, %.2f median%n",
                    name, forward[0], forward[rounds / 2], backward[0], backward[rounds / 2]);
        }
    }

    private static RangeState state(NDManager manager) {
        Shape one = new Shape(1);
        return new RangeState(
                manager.zeros(one),
                manager.zeros(one),
                manager.ones(one),
                manager.zeros(one),
                manager.zeros(one));
    }
}
