package io.github.djlqat.quant.discrete;

import static io.github.djlqat.kernel.SignGradient.POLYNOMIAL;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import org.junit.jupiter.api.Test;

/** Signs of values as a network gets them: the scheme's gradient is the one that comes back. */
class SignTest {

    private static final float[] VALUES = {-1.5f, -1, -0.5f, -0.25f, 0.25f, 0.5f, 1, 1.5f};

    /** Returns the gradient where the sign's is 4. */
    private static float[] gradient(Sign scheme) {
        try (NDManager manager = NDManager.newBaseManager()) {
            SignQuantizer q = scheme.create("x", false);
            q.initialize(manager, DataType.FLOAT32, new Shape(1));
            NDArray x = manager.create(VALUES, new Shape(2, 4));
            x.setRequiresGradient(true);
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                NDArray y = q.forward(new ParameterStore(manager, false), x, true);
                assertThat(y.toFloatArray()).containsExactly(-1, -1, -1, -1, 1, 1, 1, 1);
                collector.backward(y.mul(4).sum());
            }
            return x.getGradient().toFloatArray();
        }
    }

    @Test
    void xnorsGradientIsCutBeyondOne() {
        assertThat(gradient(Sign.XNOR)).containsExactly(0, 4, 4, 4, 4, 4, 4, 0);
    }

    @Test
    void biRealsGradientFallsFromTwoToZero() {
        Sign scheme = Sign.XNOR.withGradient(POLYNOMIAL);
        assertThat(gradient(scheme)).containsExactly(0, 0, 4, 6, 6, 4, 0, 0);
    }
}
