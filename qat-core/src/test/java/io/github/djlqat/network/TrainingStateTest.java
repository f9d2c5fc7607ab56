package io.github.djlqat.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.github.djlqat.Qat;
import io.github.djlqat.runtime.writer.TfliteWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A quantized network in DJL's {@code Model} and {@code Trainer}: what is kept, what is freed. */
class TrainingStateTest {

    private static final Shape SHAPE = new Shape(1, 3, 12, 12);

    private static Trainer trainer(Model model) {
        Trainer trainer =
                model.newTrainer(
                        new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                                .optOptimizer(
                                        Optimizer.sgd()
                                                .setLearningRateTracker(Tracker.fixed(0.05f))
                                                .build()));
        trainer.initialize(SHAPE);
        return trainer;
    }

    private static void step(Trainer trainer) {
        try (NDManager scope = trainer.getManager().newSubManager()) {
            NDList x = Nets.images(scope, 8, SHAPE);
            NDArray labels = scope.arange(8f).reshape(8, 1);
            try (GradientCollector collector = trainer.newGradientCollector()) {
                NDArray loss = trainer.getLoss().evaluate(new NDList(labels), trainer.forward(x));
                loss.attach(scope);
                collector.backward(loss);
            }
            trainer.step();
        }
    }

    @Test
    void savedAndLoadedAsAModelItConvertsToTheSameBytes(@TempDir Path folder) throws Exception {
        Engine.getEngine("PyTorch").setRandomSeed(5);
        byte[] expected;
        try (Model model = Model.newInstance("int8", "PyTorch")) {
            Block block = Nets.initialized(Nets.mobileNet(), model.getNDManager(), SHAPE);
            QuantizedNetwork network = Qat.prepare(block, SHAPE);
            model.setBlock(network);
            byte[] first;
            try (Trainer trainer = trainer(model)) {
                step(trainer);
                first = TfliteWriter.write(Qat.convert(network));
                step(trainer);
                step(trainer);
            }
            expected = TfliteWriter.write(Qat.convert(network));
            assertThat(expected).isNotEqualTo(first);
            model.save(folder, "int8");
        }
        try (Model model = Model.newInstance("int8", "PyTorch")) {
            Block block = Nets.mobileNet();
            block.initialize(model.getNDManager(), DataType.FLOAT32, SHAPE);
            QuantizedNetwork network = Qat.prepare(block, SHAPE);
            model.setBlock(network);
            model.load(folder, "int8");
            assertThat(TfliteWriter.write(Qat.convert(network))).isEqualTo(expected);
        }
    }

    @Test
    void trainingStepsLeaveNoArraysBehind() {
        Engine.getEngine("PyTorch").setRandomSeed(5);
        try (Model model = Model.newInstance("int8", "PyTorch")) {
            NDManager manager = model.getNDManager();
            Block block = Nets.initialized(Nets.residualNet(), manager, SHAPE);
            QuantizedNetwork network = Qat.prepare(block, SHAPE);
            model.setBlock(network);
            try (Trainer trainer = trainer(model)) {
                List<Integer> counts = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    if (i == 5) {
                        network.freezeBatchNorm();
                        network.freezeObservers();
                    }
                    step(trainer);
                    counts.add(
                            manager.getManagedArrays().size()
                                    + trainer.getManager().getManagedArrays().size());
                }
                // The first steps make the optimizer's state; then nothing is added any more.
                assertThat(counts.subList(2, 8)).as("%s", counts).containsOnly(counts.get(2));
            }
        }
    }
}
