package io.github.djlqat.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import io.github.djlqat.Qat;
import io.github.djlqat.network.gradient.GradientCuts;
import io.github.djlqat.network.gradient.GradientQuantizer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A network whose graph is cut for its gradients. */
class QuantizedGradientsTest {

    private static final Shape SHAPE = new Shape(1, 3, 12, 12);

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager("PyTorch");
    }

    @AfterEach
    void close() {
        manager.close();
    }

    static List<Supplier<Block>> nets() {
        return List.of(Nets::residualNet, Nets::mobileNet, Nets::inceptionNet);
    }

    private QuantizedNetwork network(Supplier<Block> net, int gradientBits) {
        Block block = Nets.initialized(net.get(), manager, SHAPE);
        QuantizationConfig config = QuantizationConfig.int8().withGradientBits(gradientBits);
        QuantizedNetwork network = Qat.prepare(block, config, SHAPE);
        Calibration.run(network, List.of(images()));
        return network;
    }

    private NDList images() {
        Engine.getEngine("PyTorch").setRandomSeed(11);
        return Nets.images(manager, 8, SHAPE);
    }

    /** Adds the gradients of a loss of which each output has another share. */
    private static void pass(QuantizedNetwork network, NDManager scope, NDList x) {
        try (GradientCollector collector = scope.getEngine().newGradientCollector()) {
            NDArray y = network.forward(new ParameterStore(scope, false), x, true).head();
            NDArray weights = scope.arange(1f, y.size() + 1f).reshape(y.getShape()).sin();
            collector.backward(y.mul(weights).sum());
            GradientCuts.backward(collector, List.of(network.gradientCuts()));
        }
    }

    private Map<String, float[]> gradients(QuantizedNetwork network) {
        pass(network, manager, images());
        Map<String, float[]> gradients = new TreeMap<>();
        for (Pair<String, Parameter> p : network.getParameters()) {
            if (p.getValue().requiresGradient()) {
                gradients.put(p.getKey(), p.getValue().getArray().getGradient().toFloatArray());
            }
        }
        return gradients;
    }

    /** Returns the largest difference, relative to the largest number of the same parameter. */
    private static double distance(Map<String, float[]> a, Map<String, float[]> b) {
        assertThat(a.keySet()).isEqualTo(b.keySet());
        double worst = 0;
        for (String name : a.keySet()) {
            double most = 1e-3;
            double difference = 0;
            for (int i = 0; i < a.get(name).length; i++) {
                most = Math.max(most, Math.abs(a.get(name)[i]));
                difference = Math.max(difference, Math.abs(a.get(name)[i] - b.get(name)[i]));
            }
            worst = Math.max(worst, difference / most);
        }
        return worst;
    }

    @ParameterizedTest
    @MethodSource("nets")
    void cutButNotQuantizedItHasTheGradientsOfTheUncut(Supplier<Block> net) {
        for (boolean frozen : new boolean[] {false, true}) {
            QuantizedNetwork uncut = network(net, 0);
            QuantizedNetwork cut = network(net, 0);
            TreeSet<Integer> layers = new TreeSet<>();
            cut.gradientCuts()
                    .setQuantizer(
                            (gradient, step, layer) -> {
                                layers.add(layer);
                                return gradient;
                            });
            if (frozen) {
                for (QuantizedNetwork network : List.of(uncut, cut)) {
                    network.freezeBatchNorm();
                    network.freezeObservers();
                }
            }
            Map<String, float[]> expected = gradients(uncut);
            assertThat(distance(expected, gradients(cut))).isLessThan(1e-5);
            assertThat(layers).hasSizeGreaterThan(3).first().isEqualTo(0);
            assertThat(layers.last()).isEqualTo(layers.size() - 1);
        }
    }

    @Test
    void eightBitsAreNearerThanThree() {
        Map<String, float[]> expected = gradients(network(Nets::residualNet, 0));
        double eight = error(expected, gradients(network(Nets::residualNet, 8)));
        double three = error(expected, gradients(network(Nets::residualNet, 3)));
        assertThat(eight).isBetween(1e-3, 0.1);
        assertThat(three).isBetween(5 * eight, 3.0);
    }

    /** Returns the length of the difference, relative to that of the first. */
    private static double error(Map<String, float[]> a, Map<String, float[]> b) {
        double length = 0;
        double difference = 0;
        for (String name : a.keySet()) {
            for (int i = 0; i < a.get(name).length; i++) {
                length += Math.pow(a.get(name)[i], 2);
                difference += Math.pow(a.get(name)[i] - b.get(name)[i], 2);
            }
        }
        return Math.sqrt(difference / length);
    }

    /** What is quantized is the sums' gradient: behind batch norm, before the weights' and x's. */
    @Test
    void theCutLiesBetweenTheSumsAndBatchNorm() {
        GradientQuantizer blocked =
                (gradient, step, layer) -> layer == 1 ? gradient.mul(0) : gradient;
        QuantizedNetwork network = network(Nets::mobileNet, 0);
        network.gradientCuts().setQuantizer(blocked);
        TreeSet<String> zeros = new TreeSet<>();
        gradients(network)
                .forEach(
                        (name, values) -> {
                            boolean zero = true;
                            for (float value : values) {
                                zero &= value == 0;
                            }
                            if (zero && !name.contains("bias")) {
                                zeros.add(name.replaceFirst(".*_(?=\\d\\d\\w+_\\w+$)", ""));
                            }
                        });
        // Layer 1's weight alone; layer 0 still hears from the residual path around it.
        assertThat(zeros).containsExactly("01Conv2d_weight");
    }

    @Test
    void passesLeaveNoArraysBehind() {
        QuantizedNetwork network = network(Nets::residualNet, 4);
        int before = 0;
        for (int i = 0; i < 5; i++) {
            try (NDManager scope = manager.newSubManager()) {
                pass(network, scope, Nets.images(scope, 8, SHAPE));
                // the images, the output and what the loss took
                assertThat(scope.getManagedArrays().size()).isLessThan(12);
            }
            int now = manager.getManagedArrays().size();
            assertThat(i < 2 || now == before).as("%s, %s", before, now).isTrue();
            before = now;
        }
    }

    @Test
    void gradientsOfSeveralPassesAddUp() {
        QuantizedNetwork cut = network(Nets::residualNet, 0);
        cut.gradientCuts().setQuantizer((gradient, step, layer) -> gradient);
        cut.freezeBatchNorm();
        cut.freezeObservers();
        NDList x = images();
        try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
            ParameterStore store = new ParameterStore(manager, false);
            NDArray first = cut.forward(store, x, true).head();
            NDArray second = cut.forward(store, x, true).head();
            collector.backward(first.add(second).sum());
            GradientCuts.backward(collector, List.of(cut.gradientCuts()));
        }
        Map<String, float[]> twice = new TreeMap<>();
        for (Pair<String, Parameter> p : cut.getParameters()) {
            if (p.getValue().requiresGradient()) {
                twice.put(p.getKey(), p.getValue().getArray().getGradient().toFloatArray());
            }
        }
        QuantizedNetwork single = network(Nets::residualNet, 0);
        single.freezeBatchNorm();
        single.freezeObservers();
        try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
            NDArray y = single.forward(new ParameterStore(manager, false), x, true).head();
            collector.backward(y.sum().mul(2));
        }
        for (Pair<String, Parameter> p : single.getParameters()) {
            if (p.getValue().requiresGradient()) {
                float[] expected = p.getValue().getArray().getGradient().toFloatArray();
                assertThat(distance(Map.of("", expected), Map.of("", twice.get(p.getKey()))))
                        .as(p.getKey())
                        .isLessThan(1e-5);
            }
        }
    }

    @Test
    void aForgottenBackwardPassIsRefused() {
        QuantizedNetwork network = network(Nets::residualNet, 8);
        for (boolean closed : new boolean[] {false, true}) {
            NDManager scope = manager.newSubManager();
            NDList x = Nets.images(scope, 8, SHAPE);
            try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
                NDArray y = network.forward(new ParameterStore(scope, false), x, true).head();
                collector.backward(y.sum());
                if (closed) {
                    scope.close();
                }
                assertThatThrownBy(
                                () ->
                                        network.forward(
                                                new ParameterStore(manager, false), images(), true))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("QuantizedTraining.trainBatch");
            }
            scope.close();
            pass(network, manager, images());
        }
    }

    @Test
    void seededAndRestoredFromWhatWasSaved() throws Exception {
        QuantizedNetwork network = network(Nets::residualNet, 4);
        network.freezeBatchNorm();
        network.freezeObservers();
        Map<String, float[]> first = gradients(network);
        ByteArrayOutputStream saved = new ByteArrayOutputStream();
        network.saveParameters(new DataOutputStream(saved));
        clearGradients(network);
        Map<String, float[]> second = gradients(network);
        assertThat(distance(first, second)).isGreaterThan(1e-3);

        QuantizedNetwork other = network(Nets::residualNet, 4);
        other.loadParameters(
                manager, new DataInputStream(new ByteArrayInputStream(saved.toByteArray())));
        for (Pair<String, Parameter> p : other.getParameters()) {
            if (p.getValue().requiresGradient()) {
                p.getValue().getArray().setRequiresGradient(true);
            }
        }
        assertThat(other.gradientCuts().steps()).isEqualTo(1);
        assertThat(distance(second, gradients(other))).isZero();
    }

    private static void clearGradients(QuantizedNetwork network) {
        for (Pair<String, Parameter> p : network.getParameters()) {
            if (p.getValue().requiresGradient()) {
                NDArray gradient = p.getValue().getArray().getGradient();
                gradient.subi(gradient);
            }
        }
    }

    @Test
    void evaluationAndDisabledQuantizersAreNotCut() {
        QuantizedNetwork network = network(Nets::residualNet, 8);
        network.forward(new ParameterStore(manager, false), images(), false);
        network.setQuantizersEnabled(false);
        network.forward(new ParameterStore(manager, false), images(), true);
        assertThat(network.gradientCuts().steps()).isZero();
    }

    @Test
    void configRefusesBitsOutOfRange() {
        for (int bits : new int[] {-1, 1, 9}) {
            assertThatThrownBy(() -> QuantizationConfig.int8().withGradientBits(bits))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("found " + bits);
        }
    }
}
