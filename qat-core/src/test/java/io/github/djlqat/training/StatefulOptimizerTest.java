package io.github.djlqat.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.MalformedModelException;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.ConstantInitializer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The optimizers against their formulas in double precision; their state saved and restored. */
class StatefulOptimizerTest {

    private static final int STEPS = 7;
    private static final double DECAY = 0.1;
    private static final CosineSchedule SCHEDULE = new CosineSchedule(0.5f, 0f, 2, STEPS);

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void nesterovMomentumFollowsItsFormula() {
        Problem problem = new Problem(sgd(true));
        double[] w = {1, 1, 1};
        double[] v = new double[3];
        for (int step = 0; step < STEPS; step++) {
            double rate = SCHEDULE.getNewValue(step);
            for (int i = 0; i < 3; i++) {
                double g = Problem.gradient(step, i) + DECAY * w[i];
                v[i] = 0.9 * v[i] + g;
                w[i] -= rate * (g + 0.9 * v[i]);
            }
            problem.step();
            assertClose(problem.weight(), w);
        }
    }

    @Test
    void plainMomentumFollowsItsFormula() {
        Problem problem = new Problem(sgd(false));
        double[] w = {1, 1, 1};
        double[] v = new double[3];
        for (int step = 0; step < STEPS; step++) {
            for (int i = 0; i < 3; i++) {
                v[i] = 0.9 * v[i] + Problem.gradient(step, i) + DECAY * w[i];
                w[i] -= SCHEDULE.getNewValue(step) * v[i];
            }
            problem.step();
            assertClose(problem.weight(), w);
        }
    }

    @Test
    void adamFollowsItsFormula() {
        Problem problem = new Problem(adam());
        double[] w = {1, 1, 1};
        double[] m = new double[3];
        double[] v = new double[3];
        for (int step = 0; step < STEPS; step++) {
            double rate = SCHEDULE.getNewValue(step);
            for (int i = 0; i < 3; i++) {
                double g = Problem.gradient(step, i);
                m[i] = 0.9 * m[i] + 0.1 * g;
                v[i] = 0.999 * v[i] + 0.001 * g * g;
                double mean = m[i] / (1 - Math.pow(0.9, step + 1));
                double square = v[i] / (1 - Math.pow(0.999, step + 1));
                w[i] -= rate * (mean / (Math.sqrt(square) + 1e-8) + DECAY * w[i]);
            }
            problem.step();
            assertClose(problem.weight(), w);
        }
    }

    @Test
    void biasIsNotDecayed() {
        Problem problem = new Problem(sgd(true));
        double b = 1;
        double v = 0;
        for (int step = 0; step < STEPS; step++) {
            v = 0.9 * v + 1;
            b -= SCHEDULE.getNewValue(step) * (1 + 0.9 * v);
            problem.step();
        }
        assertClose(problem.bias(), new double[] {b});
    }

    @Test
    void restoredStateGoesOnToTheSameBits() throws Exception {
        for (boolean adam : new boolean[] {false, true}) {
            Problem whole = new Problem(adam ? adam() : sgd(true));
            Problem first = new Problem(adam ? adam() : sgd(true));
            whole.steps(STEPS);
            first.steps(3);
            Problem second = new Problem(adam ? adam() : sgd(true));
            second.copyFrom(first);
            second.steps(STEPS - 3);
            assertThat(second.weight()).containsExactly(whole.weight());
            assertThat(second.bias()).containsExactly(whole.bias());
            assertThat(second.optimizer.steps()).isEqualTo(STEPS);
        }
    }

    /** The bias joins at step 3: its velocity starts at 0, its rate is that of step 3. */
    @Test
    void aParameterThatWasFrozenSharesTheRateOfTheOthers() {
        Problem problem = new Problem(sgd(true));
        for (int step = 0; step < 3; step++) {
            problem.optimizer.beginStep();
            problem.backward();
            problem.update("weight");
            problem.clearBiasGradient();
        }
        problem.optimizer.beginStep();
        problem.backward();
        problem.update("bias");
        double rate = SCHEDULE.getNewValue(3);
        assertThat(1 - (double) problem.bias()[0]).isCloseTo(rate * 1.9, within(1e-5));
        assertThat(problem.optimizer.learningRate()).isEqualTo(SCHEDULE.getNewValue(4));
    }

    @Test
    void unknownParameterIsNamed() {
        Problem problem = new Problem(sgd(true));
        NDArray stranger = manager.ones(new Shape(2));
        assertThatThrownBy(() -> problem.optimizer.update("no-such-id", stranger, stranger))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("unknown parameter")
                .hasMessageContaining("call bind(block)");
    }

    @Test
    void stateOfAnotherOptimizerIsRefused() throws IOException {
        Problem adam = new Problem(adam());
        adam.steps(1);
        byte[] state = adam.state();
        Problem sgd = new Problem(sgd(true));
        assertThatThrownBy(() -> sgd.load(state))
                .isInstanceOf(MalformedModelException.class)
                .hasMessageContaining("expected MomentumSgd, found Adam");
    }

    @Test
    void badSettingsAreRefused() {
        assertThatThrownBy(() -> MomentumSgd.builder().optMomentum(1f))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found 1.0");
        assertThatThrownBy(() -> MomentumSgd.builder().optWeightDecay(-1f))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Adam.builder().optBetas(0.9f, 1f))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Adam.builder().optEpsilon(0f))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static StatefulOptimizer sgd(boolean nesterov) {
        return MomentumSgd.builder()
                .setLearningRate(SCHEDULE)
                .optWeightDecay((float) DECAY)
                .optNesterov(nesterov)
                .build();
    }

    private static StatefulOptimizer adam() {
        return Adam.builder().setLearningRate(SCHEDULE).optWeightDecay((float) DECAY).build();
    }

    private static void assertClose(float[] found, double[] expected) {
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) found[i]).isCloseTo(expected[i], within(1e-5));
        }
    }

    /** One linear unit of three weights whose output is minimized: the gradient is the input. */
    private final class Problem {

        private final Linear block = Linear.builder().setUnits(1).build();
        private final StatefulOptimizer optimizer;
        private int step;

        Problem(StatefulOptimizer optimizer) {
            this.optimizer = optimizer;
            block.setInitializer(new ConstantInitializer(1f), p -> true);
            block.initialize(manager, DataType.FLOAT32, new Shape(1, 3));
            optimizer.bind(block);
        }

        static double gradient(int step, int i) {
            return (step % 3 - 1.5) * (i + 1);
        }

        void steps(int count) {
            for (int i = 0; i < count; i++) {
                step();
            }
        }

        /** A real backward pass, so that a gradient that is not cleared would show. */
        void step() {
            optimizer.beginStep();
            backward();
            update("weight");
            update("bias");
            step++;
        }

        void update(String name) {
            Parameter parameter = block.getParameters().get(name);
            optimizer.update(parameter.getId(), parameter.getArray(), gradientOf(name));
        }

        private NDArray gradientOf(String name) {
            return block.getParameters().get(name).getArray().getGradient().duplicate();
        }

        void backward() {
            float[] input = new float[3];
            for (int i = 0; i < 3; i++) {
                input[i] = (float) gradient(step, i);
            }
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                NDList in = new NDList(manager.create(input, new Shape(1, 3)));
                ParameterStore store = new ParameterStore(manager, false);
                collector.backward(block.forward(store, in, true).singletonOrThrow().sum());
            }
        }

        void clearBiasGradient() {
            NDArray gradient = block.getParameters().get("bias").getArray().getGradient();
            gradient.subi(gradient.duplicate());
        }

        float[] weight() {
            return block.getParameters().get("weight").getArray().toFloatArray();
        }

        float[] bias() {
            return block.getParameters().get("bias").getArray().toFloatArray();
        }

        byte[] state() throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            optimizer.saveState(new DataOutputStream(bytes));
            return bytes.toByteArray();
        }

        void load(byte[] state) throws IOException, MalformedModelException {
            optimizer.loadState(manager, new DataInputStream(new ByteArrayInputStream(state)));
        }

        void copyFrom(Problem other) throws IOException, MalformedModelException {
            for (String name : new String[] {"weight", "bias"}) {
                other.block
                        .getParameters()
                        .get(name)
                        .getArray()
                        .copyTo(block.getParameters().get(name).getArray());
            }
            step = other.step;
            load(other.state());
        }
    }
}
