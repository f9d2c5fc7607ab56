package io.github.djlqat.training.quantized;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
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
import io.github.djlqat.network.QuantizedNetwork;
import io.github.djlqat.runtime.LoadOptions;
import org.junit.jupiter.api.Test;

/** A network in DJL's own training loop. */
class ListenersTest {

    private static final Shape SHAPE = new Shape(1, 3, 12, 12);

    /** Six classes: the colour that the upper half has too much of, or too little. */
    private static ArrayDataset dataset(NDManager manager, int count) {
        NDArray x = manager.randomNormal(0, 0.5f, new Shape(count, 3, 12, 12), DataType.FLOAT32);
        float[] pixels = x.toFloatArray();
        float[] labels = new float[count];
        for (int n = 0; n < count; n++) {
            int label = n % 6;
            labels[n] = label;
            for (int row = 0; row < 6; row++) {
                for (int column = 0; column < 12; column++) {
                    float light = label < 3 ? 2 : -2;
                    pixels[((n * 3 + label % 3) * 12 + row) * 12 + column] += light;
                }
            }
        }
        return new ArrayDataset.Builder()
                .setData(manager.create(pixels, x.getShape()))
                .optLabels(manager.create(labels))
                .setSampling(20, false)
                .build();
    }

    @Test
    void easyTrainFitsFreezesAndValidatesInIntegers() throws Exception {
        Engine.getEngine("PyTorch").setRandomSeed(5);
        try (Model model = Model.newInstance("int8", "PyTorch")) {
            NDManager manager = model.getNDManager();
            Block block = Nets.initialized(Nets.residualNet(), manager, SHAPE);
            ArrayDataset data = dataset(manager, 120);
            QuantizedNetwork network = Qat.prepare(block, SHAPE);
            Qat.calibrate(network, data, manager, 2);
            model.setBlock(network);
            FreezeListener freeze =
                    FreezeListener.builder()
                            .optObserversAfterSteps(15)
                            .optBatchNormAfterEpochs(4)
                            .build();
            IntegerValidationListener integers =
                    new IntegerValidationListener(data, LoadOptions.defaults());
            DefaultTrainingConfig config =
                    new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                            .optOptimizer(
                                    Optimizer.adam()
                                            .optLearningRateTracker(Tracker.fixed(0.01f))
                                            .build())
                            .addEvaluator(new Accuracy())
                            .addTrainingListeners(TrainingListener.Defaults.basic())
                            .addTrainingListeners(freeze, integers);
            try (Trainer trainer = model.newTrainer(config)) {
                trainer.initialize(SHAPE);
                EasyTrain.fit(trainer, 6, data, data);
                float simulated = trainer.getTrainingResult().getValidateEvaluation("Accuracy");
                assertThat(integers.accuracies()).hasSize(6);
                assertThat(integers.accuracies().get(5)).isGreaterThan(0.9);
                assertThat((double) simulated)
                        .isEqualTo(integers.accuracies().get(5), within(1e-6));
            }
            assertThat(freeze.steps()).isEqualTo(36);
            assertThat(network.areObserversFrozen()).isTrue();
            assertThat(network.isBatchNormFrozen()).isTrue();
        }
    }

    @Test
    void refusesAnotherBlock() {
        try (Model model = Model.newInstance("float", "PyTorch")) {
            model.setBlock(Nets.initialized(Nets.residualNet(), model.getNDManager(), SHAPE));
            FreezeListener listener = FreezeListener.builder().optObserversAfterSteps(0).build();
            DefaultTrainingConfig config =
                    new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss());
            try (Trainer trainer = model.newTrainer(config)) {
                assertThatThrownBy(() -> listener.onTrainingBegin(trainer))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("SequentialBlock");
            }
        }
    }
}
