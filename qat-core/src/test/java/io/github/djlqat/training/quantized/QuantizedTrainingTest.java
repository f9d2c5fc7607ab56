package io.github.djlqat.training.quantized;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.metric.Metrics;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.evaluator.Accuracy;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.github.djlqat.Qat;
import io.github.djlqat.network.Nets;
import io.github.djlqat.network.QuantizationConfig;
import io.github.djlqat.network.QuantizedNetwork;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The training loop for quantized gradients beside DJL's own. */
class QuantizedTrainingTest {

    private static final Shape SHAPE = new Shape(1, 3, 12, 12);

    private interface Loop {
        void run(Trainer trainer, ArrayDataset data) throws Exception;
    }

    private record Outcome(float accuracy, float loss, Set<String> metrics, float[] weights) {}

    /** Six classes: the colour that the upper half has too much of, or too little. */
    private static ArrayDataset dataset(NDManager manager) {
        int count = 120;
        NDArray x = manager.randomNormal(0, 0.5f, new Shape(count, 3, 12, 12), DataType.FLOAT32);
        float[] pixels = x.toFloatArray();
        float[] labels = new float[count];
        for (int n = 0; n < count; n++) {
            int label = n % 6;
            labels[n] = label;
            for (int i = 0; i < 72; i++) {
                pixels[(n * 3 + label % 3) * 144 + i] += label < 3 ? 2 : -2;
            }
        }
        return new ArrayDataset.Builder()
                .setData(manager.create(pixels, x.getShape()))
                .optLabels(manager.create(labels))
                .setSampling(20, false)
                .build();
    }

    private static Outcome train(int gradientBits, boolean wrapped, Loop loop) throws Exception {
        Engine.getEngine("PyTorch").setRandomSeed(5);
        try (Model model = Model.newInstance("int8", "PyTorch")) {
            NDManager manager = model.getNDManager();
            Block block = Nets.initialized(Nets.residualNet(), manager, SHAPE);
            ArrayDataset data = dataset(manager);
            QuantizationConfig config = QuantizationConfig.int8().withGradientBits(gradientBits);
            QuantizedNetwork network = Qat.prepare(block, config, SHAPE);
            Qat.calibrate(network, data, manager, 2);
            model.setBlock(wrapped ? new SequentialBlock().add(network) : network);
            DefaultTrainingConfig training =
                    new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                            .optOptimizer(
                                    Optimizer.adam()
                                            .optLearningRateTracker(Tracker.fixed(0.01f))
                                            .build())
                            .addEvaluator(new Accuracy())
                            .addTrainingListeners(TrainingListener.Defaults.basic());
            try (Trainer trainer = model.newTrainer(training)) {
                trainer.setMetrics(new Metrics());
                trainer.initialize(SHAPE);
                loop.run(trainer, data);
                return new Outcome(
                        trainer.getTrainingResult().getValidateEvaluation("Accuracy"),
                        trainer.getTrainingResult().getTrainLoss(),
                        trainer.getMetrics().getMetricNames(),
                        block.getParameters().get(0).getValue().getArray().toFloatArray());
            }
        }
    }

    @Test
    void withoutCutsItIsEasyTrain() throws Exception {
        Outcome easy = train(0, false, (trainer, data) -> EasyTrain.fit(trainer, 1, data, data));
        Outcome own =
                train(0, false, (trainer, data) -> QuantizedTraining.fit(trainer, 1, data, data));
        assertThat(own.weights()).isEqualTo(easy.weights());
        assertThat(own.loss()).isEqualTo(easy.loss());
        assertThat(own.metrics()).isEqualTo(easy.metrics()).contains("backward");
    }

    @Test
    void aNetworkWithGradientsOfEightBitsLearns() throws Exception {
        Outcome outcome =
                train(8, true, (trainer, data) -> QuantizedTraining.fit(trainer, 5, data, data));
        assertThat(outcome.accuracy()).isGreaterThan(0.9f);
    }
}
