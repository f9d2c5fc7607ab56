package io.github.djlqat.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LeastSquaresTest {

    private static float[] bellShaped(int count) {
        Random random = new Random(3);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian() * (i < count / 2 ? 1 : 0.01f);
        }
        return values;
    }

    private static double error(float[] weights, WeightCodes codes) {
        double error = 0;
        int depth = weights.length / codes.scales().size();
        for (int i = 0; i < weights.length; i++) {
            double d = weights[i] - codes.scales().get(i / depth) * codes.codes().get(i);
            error += d * d;
        }
        return error;
    }

    @Test
    void errsLessThanTheWholeRangeAndLiesOnTheGridOfItsScales() {
        float[] weights = bellShaped(512);
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray w = manager.create(weights, new Shape(2, 256));
            for (int bits = 2; bits <= 8; bits++) {
                WeightQuantizer searched = new LeastSquares(bits).create("w");
                WeightQuantizer whole = new Observed(QuantSpec.weight(bits)).create("w");
                searched.initialize(manager, DataType.FLOAT32, w.getShape());
                whole.initialize(manager, DataType.FLOAT32, w.getShape());
                WeightCodes codes = searched.encode(w);
                double range = error(weights, whole.encode(w));
                assertThat(error(weights, codes)).as(bits + " bits").isLessThanOrEqualTo(range);
                if (bits <= 4) {
                    assertThat(error(weights, codes)).isLessThan(0.8 * range);
                }
                float[] y =
                        searched.forward(new ParameterStore(manager, false), w, false)
                                .toFloatArray();
                for (int i = 0; i < y.length; i++) {
                    assertThat(y[i]).isEqualTo(codes.scales().get(i / 256) * codes.codes().get(i));
                }
            }
        }
    }

    @Test
    void gradientsPassWhereNothingIsClipped() {
        try (NDManager manager = NDManager.newBaseManager()) {
            float[] values = new float[200];
            for (int i = 0; i < values.length; i++) {
                values[i] = (i % 3 - 1) * 0.1f;
            }
            values[7] = 0.3f;
            NDArray w = manager.create(values, new Shape(1, 200));
            w.setRequiresGradient(true);
            WeightQuantizer quantizer = new LeastSquares(2).create("w");
            try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
                NDArray y = quantizer.forward(new ParameterStore(manager, false), w, true);
                collector.backward(y.mul(3).sum());
            }
            float[] gradient = w.getGradient().toFloatArray();
            for (int i = 0; i < gradient.length; i++) {
                assertThat(gradient[i]).isEqualTo(i == 7 ? 0 : 3);
            }
        }
    }

    @Test
    void weightsThatAreAllZeroOrNoNumbersAreHandled() {
        try (NDManager manager = NDManager.newBaseManager()) {
            WeightQuantizer quantizer = new LeastSquares(4).create("conv/weight");
            WeightCodes zero = quantizer.encode(manager.zeros(new Shape(1, 5)));
            assertThat(zero.codes().toArray()).containsOnly(0);
            NDArray broken = manager.create(new float[] {1, Float.NaN}, new Shape(1, 2));
            assertThatThrownBy(() -> quantizer.encode(broken))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("conv/weight")
                    .hasMessageContaining("NaN");
        }
        assertThatThrownBy(() -> new LeastSquares(9))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bits: expected 2 to 8, found 9");
    }
}
