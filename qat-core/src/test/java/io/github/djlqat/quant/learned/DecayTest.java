package io.github.djlqat.quant.learned;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.tracker.Tracker;
import io.github.djlqat.quant.Quantizer;
import io.github.djlqat.quant.ValueScheme;
import io.github.djlqat.training.MomentumSgd;
import org.junit.jupiter.api.Test;

/** Weight decay of what quantizers learn: PACT's clip has it (section 3), steps have none. */
class DecayTest {

    private static final float RATE = 0.5f;
    private static final float DECAY = 0.1f;

    /** Returns by what one step without any gradient multiplies what is learned. */
    private static double shrinks(ValueScheme scheme) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Quantizer q = scheme.create("x", true);
            q.initialize(manager, DataType.FLOAT32, new Shape(1));
            q.observe(manager.create(new float[] {0, 1, 2, 3}, new Shape(1, 4)));
            Parameter learned = q.getDirectParameters().valueAt(0);
            assertThat(learned.requiresGradient()).isTrue();
            NDArray array = learned.getArray();
            double before = array.toFloatArray()[0];
            assertThat(before).isPositive();
            MomentumSgd optimizer =
                    MomentumSgd.builder()
                            .setLearningRate(Tracker.fixed(RATE))
                            .optWeightDecay(DECAY)
                            .optMomentum(0)
                            .build();
            optimizer.bind(q);
            optimizer.update(learned.getId(), array, array.zerosLike());
            return array.toFloatArray()[0] / before;
        }
    }

    @Test
    void pactsClipIsDecayedAndStepsAreNot() {
        assertThat(shrinks(new Pact(4))).isCloseTo(1 - RATE * DECAY, within(1e-6));
        assertThat(shrinks(new Lsq(4, false))).isEqualTo(1);
        assertThat(shrinks(new LsqPlus(4, false))).isEqualTo(1);
    }
}
