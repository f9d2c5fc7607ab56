package io.github.djlqat.quant.discrete;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.github.djlqat.Qat;
import io.github.djlqat.analysis.OperatorParity;
import io.github.djlqat.analysis.Parity;
import io.github.djlqat.analysis.ParityReport;
import io.github.djlqat.convert.Conversion;
import io.github.djlqat.convert.ConversionOptions;
import io.github.djlqat.network.LayerRules;
import io.github.djlqat.network.LayerScheme;
import io.github.djlqat.network.Nets;
import io.github.djlqat.network.QuantizationConfig;
import io.github.djlqat.network.QuantizedNetwork;
import io.github.djlqat.quant.WeightScheme;
import io.github.djlqat.runtime.LoadOptions;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From training to the runtime: every layer's codes, and what the runtime computes of them. */
class DiscreteParityTest {

    private static final Shape SHAPE = new Shape(1, 3, 12, 12);

    static Stream<Arguments> cases() {
        List<WeightScheme> schemes =
                List.of(
                        BinaryConnect.deterministic(),
                        BinaryConnect.stochastic(1),
                        BinaryConnect.deterministic().withMagnitude(BinaryConnect.Magnitude.ONE),
                        new BinaryWeights(),
                        new TernaryWeights(),
                        new TernaryWeights(true),
                        new SharedWeights(1),
                        new SharedWeights(2, SharedWeights.Start.DENSITY, 0, 1),
                        new SharedWeights(3, SharedWeights.Start.RANDOM, 5, 1),
                        new ClusteredChannels(4, 3),
                        new ClusteredMagnitudes(4, 2));
        List<Supplier<Block>> nets =
                List.of(Nets::residualNet, Nets::mobileNet, Nets::inceptionNet);
        return IntStream.range(0, schemes.size())
                .mapToObj(i -> Arguments.of(schemes.get(i), nets.get(i % nets.size())));
    }

    /** Each layer has at least 4 * 256 weights. */
    private static Block wideNet() {
        return new SequentialBlock()
                .add(Nets.convNorm(40, 3, 1, 1))
                .add(Nets.relu())
                .add(Nets.convNorm(32, 3, 2, 1))
                .add(Nets.relu())
                .add(Pool.globalAvgPool2dBlock())
                .add(Linear.builder().setUnits(40).build());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void runtimeComputesSharedWeightsOfAnyBits(int bits) throws Exception {
        runtimeComputesWhatWasTrained(new SharedWeights(bits), DiscreteParityTest::wideNet);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void runtimeComputesWhatWasTrained(WeightScheme scheme, Supplier<Block> net) throws Exception {
        try (Model model = Model.newInstance("discrete", "PyTorch")) {
            NDManager manager = model.getNDManager();
            Block block = Nets.initialized(net.get(), manager, SHAPE);
            LayerRules rules = LayerRules.none().all(LayerScheme.ofWeight(scheme));
            QuantizedNetwork network =
                    Qat.prepare(block, QuantizationConfig.int8().withLayers(rules), SHAPE);
            model.setBlock(network);
            train(model);
            Conversion conversion = Qat.convert(network, ConversionOptions.INT8);
            try (Parity parity = new Parity(conversion, LoadOptions.defaults())) {
                parity.add(Nets.images(manager, 8, SHAPE));
                ParityReport report = parity.report();
                assertThat(report.operators())
                        .as(report.toTable())
                        .hasSizeGreaterThan(3)
                        .allMatch(OperatorParity::exact)
                        .allMatch(o -> o.endToEnd().share() == 1);
            }
        }
    }

    private static void train(Model model) {
        DefaultTrainingConfig config =
                new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                        .optOptimizer(
                                Optimizer.sgd()
                                        .setLearningRateTracker(Tracker.fixed(0.01f))
                                        .build());
        try (Trainer trainer = model.newTrainer(config)) {
            trainer.initialize(SHAPE);
            for (int i = 0; i < 2; i++) {
                try (NDManager scope = trainer.getManager().newSubManager()) {
                    NDList x = Nets.images(scope, 8, SHAPE);
                    NDArray labels = scope.arange(8f).reshape(8, 1);
                    try (GradientCollector collector = trainer.newGradientCollector()) {
                        NDArray loss =
                                trainer.getLoss().evaluate(new NDList(labels), trainer.forward(x));
                        loss.attach(scope);
                        collector.backward(loss);
                    }
                    trainer.step();
                }
            }
        }
    }
}
