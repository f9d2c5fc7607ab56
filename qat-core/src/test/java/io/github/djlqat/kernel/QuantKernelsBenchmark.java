package io.github.djlqat.kernel;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.Arrays;
import java.util.List;

/**
 * Times observing and fake-quantizing 128x16x32x32 floats, forward and backward, fused against
 * composed, in turns; prints the least and the median of each. Also checks that both give the same
 * gradients in every round. Run {@code main}; the argument is the number of rounds.
 */
final class QuantKernelsBenchmark {

    private QuantKernelsBenchmark() {}

    public static void main(String[] args) {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 20;
        List<QuantKernels> both = List.of(new ComposedQuantKernels(), new FusedQuantKernels());
        double[][] forward = new double[2][rounds];
        double[][] backward = new double[2][rounds];
        GridSpec grid = new GridSpec(-128, 127, false, false, GridSpec.PER_TENSOR);
        RangeRule rule = new RangeRule(RangeRule.Kind.MOVING_AVERAGE, 0.9f);
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDArray x = manager.randomNormal(new Shape(128, 16, 32, 32));
            x.setRequiresGradient(true);
            RangeState[] states = {state(manager), state(manager)};
            for (int i = 0; i < rounds; i++) {
                float[] sums = new float[2];
                for (int k = 0; k < 2; k++) {
                    try (GradientCollector collector =
                            Engine.getEngine("PyTorch").newGradientCollector()) {
                        long start = System.nanoTime();
                        NDArray y = both.get(k).observeAndQuantize(x, states[k], grid, rule);
                        forward[k][i] = (System.nanoTime() - start) / 1e6;
                        start = System.nanoTime();
                        collector.backward(y);
                        backward[k][i] = (System.nanoTime() - start) / 1e6;
                        sums[k] = x.getGradient().sum().getFloat();
                        collector.zeroGradients();
                        y.close();
                    }
                }
                if (sums[0] != sums[1]) {
                    throw new IllegalStateException(
                            "round " + i + ": gradients " + sums[0] + " and " + sums[1]);
                }
            }
        }
        for (int k = 0; k < 2; k++) {
            Arrays.sort(forward[k]);
            Arrays.sort(backward[k]);
            System.out.printf(
                    "%s: forward %.2f ms least, %.2f median; backward %.2f least, %.2f median%n",
                    both.get(k).getClass().getSimpleName(),
                    forward[k][0],
                    forward[k][rounds / 2],
                    backward[k][0],
                    backward[k][rounds / 2]);
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
