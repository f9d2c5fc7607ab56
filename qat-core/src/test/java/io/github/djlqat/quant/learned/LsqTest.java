package io.github.djlqat.quant.learned;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.github.djlqat.network.LayerScheme;
import io.github.djlqat.network.Nets;
import io.github.djlqat.network.QuantizedNetwork;
import io.github.djlqat.quant.ValueQuantizer;
import java.io.DataOutputStream;
import java.io.OutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LsqTest {

    @Test
    void stepsStartAtTwiceTheMeanOverTheRootOfTheHighest() {
        try (NDManager manager = NDManager.newBaseManager()) {
            ValueQuantizer q = new Lsq(4, false).create("x", true);
            q.initialize(manager, DataType.FLOAT32, new Shape(1));
            q.observe(manager.create(new float[] {0, 1, 2, 3}));
            q.observe(manager.create(new float[] {1, 1, 3, 3}));
            // the mean over batches of 2 * mean|x| / sqrt(15)
            double expected = (2 * 1.5 + 2 * 2) / 2 / Math.sqrt(15);
            assertThat((double) q.params().scale()).isCloseTo(expected, within(1e-6));
            assertThat(q.params().zeroPoint()).isEqualTo(112);
            assertThatThrownBy(() -> q.observe(manager.create(new float[] {Float.NaN})))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("x: expected finite values");
        }
    }

    @Test
    void bitsOutOfRange() {
        assertThatThrownBy(() -> new Lsq(1, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("LSQ: bits: expected 2 to 8, found 1");
        assertThatThrownBy(() -> new Lsq(9, true)).hasMessageContaining("found 9");
    }

    @ParameterizedTest
    @CsvSource({"2,true", "3,false", "4,true", "5,true", "6,false", "8,false", "8,true"})
    void theRuntimeAgreesAfterTraining(int bits, boolean perChannel) throws Exception {
        try (NDManager manager = NDManager.newBaseManager()) {
            Lsq lsq = new Lsq(bits, perChannel);
            QuantizedNetwork network =
                    LearnedNetworks.prepare(Nets.residualNet(), LayerScheme.of(lsq, lsq), manager);
            LearnedNetworks.train(network, manager, 2, 0.01f);
            LearnedNetworks.requireParity(network, manager);
        }
    }

    @Test
    void aStepThatCannotBeUsedStopsTrainingAndIsNotSaved() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Lsq lsq = new Lsq(4, true);
            QuantizedNetwork network =
                    LearnedNetworks.prepare(Nets.residualNet(), LayerScheme.of(lsq, lsq), manager);
            LearnedNetworks.train(network, manager, 1, 0.01f);
            StepWeights layer = LearnedNetworks.first(network, StepWeights.class);
            assertThat(layer.tensor()).isEqualTo("01SequentialBlock/01Conv2d/weight");
            Parameter step = layer.getDirectParameters().get("step");
            for (float bad : new float[] {0, -0.1f, Float.NaN, Float.POSITIVE_INFINITY}) {
                LearnedStep.set(step, filled(step, bad));
                String message =
                        "01SequentialBlock/01Conv2d/weight, channel 0: expected a learned step above"
                                + " 0, found "
                                + bad;
                assertThatThrownBy(() -> LearnedNetworks.train(network, manager, 1, 0.01f))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageStartingWith(message);
                assertThatThrownBy(
                                () ->
                                        network.saveParameters(
                                                new DataOutputStream(
                                                        OutputStream.nullOutputStream())))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageStartingWith(message);
            }
        }
    }

    private static float[] filled(Parameter step, float value) {
        float[] values = step.getArray().toFloatArray();
        Arrays.fill(values, value);
        return values;
    }
}
