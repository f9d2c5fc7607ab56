package io.github.djlqat.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Signs and what stands for their derivative. */
class SignKernelsTest {

    private static final float[] VALUES = {
        -3f, -1.5f, -1.0001f, -1f, -0.999f, -0.5f, -1e-30f, -0f, 0f, 1e-30f, 0.25f, 0.75f, 1f,
        1.0001f, 1.5f, 2f, 1e30f
    };

    /** {@code dy/dx} where {@code y} gets gradient 2. */
    private static float[] gradient(NDArray x, UnaryOperator<NDArray> function) {
        x.setRequiresGradient(true);
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            collector.backward(function.apply(x).mul(2).sum());
        }
        return x.getGradient().toFloatArray();
    }

    @Test
    void theSignOfZeroIsOne() {
        try (NDManager manager = NDManager.newBaseManager()) {
            float[] y = SignKernels.sign(manager.create(VALUES), SignGradient.CUT).toFloatArray();
            for (int i = 0; i < y.length; i++) {
                assertThat(y[i]).as("sign of " + VALUES[i]).isEqualTo(VALUES[i] >= 0 ? 1f : -1f);
            }
        }
    }

    @Test
    void theGradientIsCutBeyondOne() {
        try (NDManager manager = NDManager.newBaseManager()) {
            float[] g =
                    gradient(manager.create(VALUES), x -> SignKernels.sign(x, SignGradient.CUT));
            for (int i = 0; i < g.length; i++) {
                float expected = Math.abs(VALUES[i]) <= 1 ? 2f : 0f;
                assertThat(g[i]).as("gradient at " + VALUES[i]).isEqualTo(expected);
            }
        }
    }

    @Test
    void thePolynomialFallsFromTwoToZero() {
        try (NDManager manager = NDManager.newBaseManager()) {
            float[] g =
                    gradient(
                            manager.create(VALUES),
                            x -> SignKernels.sign(x, SignGradient.POLYNOMIAL));
            for (int i = 0; i < g.length; i++) {
                float expected = 2 * Math.max(0, 2 - 2 * Math.abs(VALUES[i]));
                assertThat(g[i]).as("gradient at " + VALUES[i]).isCloseTo(expected, within(1e-6f));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void fusedIsAsComposed(SignGradient gradient) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Engine.getInstance().setRandomSeed(3);
            NDArray x = manager.randomNormal(new Shape(2, 5, 7, 3));
            NDArray y = manager.create(x.toFloatArray(), x.getShape());
            assertThat(SignKernels.sign(x, gradient).toFloatArray())
                    .isEqualTo(SignKernels.composed(x, gradient).toFloatArray());
            assertThat(gradient(x, a -> SignKernels.sign(a, gradient)))
                    .usingComparatorWithPrecision(1e-6f)
                    .containsExactly(gradient(y, a -> SignKernels.composed(a, gradient)));
        }
    }
}
