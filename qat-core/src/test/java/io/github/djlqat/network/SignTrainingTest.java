package io.github.djlqat.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.github.djlqat.Qat;
import io.github.djlqat.graph.Graph;
import io.github.djlqat.graph.Node;
import io.github.djlqat.graph.Op;
import io.github.djlqat.network.operation.Operations;
import io.github.djlqat.network.plan.FrozenNetwork;
import io.github.djlqat.network.plan.SignIntervals;
import io.github.djlqat.network.plan.SignWeights;
import io.github.djlqat.quant.discrete.Sign;
import io.github.djlqat.runtime.UnsupportedOperatorException;
import io.github.djlqat.runtime.graph.Quantization;
import io.github.djlqat.runtime.writer.TfliteWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks on signs in training, and which numbers they leave. */
class SignTrainingTest {

    private static final LayerRules RULES =
            SignNets.rules(Sign.XNOR).when(l -> l.kernel() == 1, LayerScheme.USUAL);

    private static Trainer trainer(Model model) {
        Trainer trainer =
                model.newTrainer(
                        new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                                .optOptimizer(
                                        Optimizer.sgd()
                                                .setLearningRateTracker(Tracker.fixed(0.05f))
                                                .build()));
        trainer.initialize(SignNets.SHAPE);
        return trainer;
    }

    private static void step(Trainer trainer) {
        try (NDManager scope = trainer.getManager().newSubManager()) {
            NDList x = Nets.images(scope, 8, SignNets.SHAPE);
            NDArray labels = scope.arange(8f).reshape(8, 1);
            try (GradientCollector collector = trainer.newGradientCollector()) {
                NDArray loss = trainer.getLoss().evaluate(new NDList(labels), trainer.forward(x));
                loss.attach(scope);
                collector.backward(loss);
            }
            trainer.step();
        }
    }

    private static float[] numbers(QuantizedNetwork network, String name) {
        Parameter p = network.getDirectParameters().get(name);
        return p.getArray().toFloatArray();
    }

    @Test
    void itsOwnBatchNormIsTrainedSavedAndLoaded(@TempDir Path folder) throws Exception {
        Engine.getEngine("PyTorch").setRandomSeed(5);
        byte[] expected;
        try (Model model = Model.newInstance("signs", "PyTorch")) {
            QuantizedNetwork network =
                    SignNets.prepare(SignNets.residual(), RULES, model.getNDManager());
            Qat.calibrate(network, List.of(Nets.images(model.getNDManager(), 8, SignNets.SHAPE)));
            model.setBlock(network);
            float[] gamma = numbers(network, "sign0_gamma");
            float[] mean = numbers(network, "sign0_running_mean");
            byte[] first = TfliteWriter.write(Qat.convert(network));
            try (Trainer trainer = trainer(model)) {
                step(trainer);
                step(trainer);
            }
            assertThat(numbers(network, "sign0_gamma")).isNotEqualTo(gamma);
            assertThat(numbers(network, "sign0_running_mean")).isNotEqualTo(mean);
            expected = TfliteWriter.write(Qat.convert(network));
            assertThat(expected).isNotEqualTo(first);
            model.save(folder, "signs");
        }
        try (Model model = Model.newInstance("signs", "PyTorch")) {
            Block block = SignNets.residual();
            block.initialize(model.getNDManager(), DataType.FLOAT32, SignNets.SHAPE);
            QuantizedNetwork network =
                    Qat.prepare(block, QuantizationConfig.int8().withLayers(RULES), SignNets.SHAPE);
            model.setBlock(network);
            model.load(folder, "signs");
            assertThat(TfliteWriter.write(Qat.convert(network))).isEqualTo(expected);
        }
    }

    private static float[] of(QuantizedNetwork network, String norm, String name) {
        return numbers(network, norm + "_" + name);
    }

    @Test
    void intervalsHoldEveryCode() {
        try (NDManager manager = NDManager.newBaseManager()) {
            QuantizedNetwork network = SignNets.prepare(SignNets.residual(), RULES, manager);
            SignNets.scatter(network);
            Qat.calibrate(network, List.of(Nets.images(manager, 8, SignNets.SHAPE)));
            SignNets.scatter(network);
            FrozenNetwork frozen = network.freeze();
            int norms = 0;
            for (Node sign : frozen.graph().nodes()) {
                if (!(sign.op() instanceof Op.Binarize)
                        || ((Op.Binarize) sign.op()).batchNorm() == null) {
                    continue;
                }
                String norm = "sign" + norms++;
                float[] gamma = of(network, norm, "gamma");
                float[] beta = of(network, norm, "beta");
                float[] mean = of(network, norm, "running_mean");
                float[] variance = of(network, norm, "running_var");
                Quantization q = frozen.quantization(sign.input());
                SignIntervals intervals = frozen.intervals(sign);
                for (int c = 0; c < gamma.length; c++) {
                    double deviation = Math.sqrt(variance[c] + 1e-5);
                    for (int code = -128; code < 128; code++) {
                        double x = (double) q.scale() * (code - q.zeroPoint());
                        double y = (x - mean[c]) / deviation * gamma[c] + beta[c];
                        if (Math.abs(y) > 1e-9) {
                            assertThat(intervals.isPositive(c, code)).isEqualTo(y >= 0);
                        }
                    }
                }
            }
            assertThat(norms).isEqualTo(2);
        }
    }

    @Test
    void intervalsHoldEverySum() {
        try (NDManager manager = NDManager.newBaseManager()) {
            QuantizedNetwork network = SignNets.prepare(SignNets.chain(), RULES, manager);
            SignNets.scatter(network);
            Qat.calibrate(network, List.of(Nets.images(manager, 8, SignNets.SHAPE)));
            FrozenNetwork frozen = network.freeze();
            Graph graph = frozen.graph();
            int sums = 0;
            for (Node sign : graph.nodes()) {
                if (!(sign.op() instanceof Op.Binarize) || !frozen.plan().isSum(sign.input())) {
                    continue;
                }
                sums++;
                SignWeights weights = frozen.signWeights(graph.node(sign.input()));
                SignIntervals intervals = frozen.intervals(sign);
                int most = weights.products();
                for (int c = 0; c < weights.channels(); c++) {
                    assertThat(weights.multipliers().get(c)).isPositive();
                    for (int dot = -most; dot <= most; dot += 2) {
                        double y =
                                (double) weights.multipliers().get(c) * dot + weights.bias().get(c);
                        assertThat(intervals.isPositive(c, dot)).isEqualTo(y >= 0);
                    }
                }
            }
            assertThat(sums).isEqualTo(2);
        }
    }

    /** The codes are those of the fake-quantized network, but for what int8 rounds. */
    @Test
    void theSimulationIsCloseToTheTrainingGraph() {
        try (NDManager manager = NDManager.newBaseManager()) {
            QuantizedNetwork network = SignNets.prepare(SignNets.residual(), RULES, manager);
            NDList x = Nets.images(manager, 16, SignNets.SHAPE);
            Qat.calibrate(network, List.of(x));
            ParameterStore store = new ParameterStore(manager, false);
            for (int i = 0; i < 20; i++) {
                // running statistics and ranges settle
                network.forward(store, x, true);
            }
            NDArray integers = network.forward(store, x, false).singletonOrThrow();
            network.setSimulation(Simulation.FLOAT);
            NDArray reals = network.forward(store, x, false).singletonOrThrow();
            float difference = integers.sub(reals).square().mean().sqrt().getFloat();
            float size = reals.sub(reals.mean()).square().mean().sqrt().getFloat();
            assertThat(difference).isLessThan(0.1f * size);
        }
    }

    @Test
    void theScalingMapIsTheMeanSizeOfEachWindow() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Op.Size three = new Op.Size(3, 3);
            Op.Size two = new Op.Size(2, 2);
            Node map =
                    new Node(
                            1,
                            "map",
                            new Op.ScalingMap(three, two, new Op.Pads(1, 1, 1, 1)),
                            List.of(0),
                            new Shape(-1, 1, 2, 2));
            NDArray x = manager.arange(32f).reshape(1, 2, 4, 4).sub(16);
            float[] found = Operations.compute(map, List.of(x), true).toFloatArray();
            float[] values = x.toFloatArray();
            for (int i = 0; i < 4; i++) {
                double sum = 0;
                for (int tap = 0; tap < 9; tap++) {
                    int row = i / 2 * 2 - 1 + tap / 3;
                    int column = i % 2 * 2 - 1 + tap % 3;
                    if (row >= 0 && column >= 0) {
                        int at = row * 4 + column;
                        sum += (Math.abs(values[at]) + Math.abs(values[16 + at])) / 2;
                    }
                }
                assertThat(found[i]).isCloseTo((float) (sum / 9), within(1e-5f));
            }
        }
    }

    @Test
    void theScalingMapIsTrainedAndNotConverted() {
        try (NDManager manager = NDManager.newBaseManager()) {
            LayerRules rules =
                    SignNets.rules(Sign.XNOR.withScalingMap(true))
                            .when(l -> l.kernel() == 1, LayerScheme.USUAL);
            QuantizedNetwork network = SignNets.prepare(SignNets.residual(), rules, manager);
            NDList x = Nets.images(manager, 4, SignNets.SHAPE);
            Qat.calibrate(network, List.of(x));
            ParameterStore store = new ParameterStore(manager, false);
            NDArray y = network.forward(store, x, true).singletonOrThrow();
            assertThat(y.isNaN().any().getBoolean()).isFalse();
            network.forward(store, x, false);
            assertThat(network.plan().graph().nodes())
                    .filteredOn(n -> n.op() instanceof Op.ScalingMap)
                    .hasSize(4);
            assertThatThrownBy(() -> Qat.convert(network))
                    .isInstanceOf(UnsupportedOperatorException.class)
                    .hasMessageContaining("/map")
                    .hasMessageContaining("withScalingMap(false)");
        }
    }

    @Test
    void numbersThatAreNoneAreNoticed() {
        try (NDManager manager = NDManager.newBaseManager()) {
            QuantizedNetwork network = SignNets.prepare(SignNets.residual(), RULES, manager);
            NDList x = Nets.images(manager, 4, SignNets.SHAPE);
            Qat.calibrate(network, List.of(x));
            network.getDirectParameters()
                    .get("sign1_beta")
                    .getArray()
                    .set(new float[] {Float.NaN, 0, 0, 0, 0, 0, 0, 0});
            assertThatThrownBy(network::freeze)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("/binarized/beta")
                    .hasMessageContaining("NaN");
            ParameterStore store = new ParameterStore(manager, false);
            assertThatThrownBy(() -> network.forward(store, x, true))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("/binarized")
                    .hasMessageContaining("NaN");
        }
    }
}
