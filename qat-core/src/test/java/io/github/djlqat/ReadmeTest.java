package io.github.djlqat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.TrainingConfig;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.loss.Loss;
import io.github.djlqat.network.Nets;
import io.github.djlqat.network.QuantizedNetwork;
import io.github.djlqat.runtime.IntegerModel;
import io.github.djlqat.runtime.LoadOptions;
import io.github.djlqat.training.quantized.FreezeListener;
import io.github.djlqat.training.quantized.IntegerValidationListener;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's code, line by line, on images of one colour too many. */
class ReadmeTest {

    private static final int COUNT = 64;
    private static final int PIXELS = 3 * 12 * 12;

    private final float[] images = new float[COUNT * PIXELS];
    private final float[] labels = new float[COUNT];

    private ArrayDataset dataset(NDManager manager) {
        NDArray noise = manager.randomNormal(0, 1, new Shape(COUNT, 3, 12, 12), DataType.FLOAT32);
        System.arraycopy(noise.toFloatArray(), 0, images, 0, images.length);
        for (int n = 0; n < COUNT; n++) {
            labels[n] = n % 3;
            int from = n * PIXELS + n % 3 * 144;
            for (int i = from; i < from + 144; i++) {
                images[i] += 2;
            }
        }
        return new ArrayDataset.Builder()
                .setData(manager.create(images, noise.getShape()))
                .optLabels(manager.create(labels))
                .setSampling(4, false)
                .build();
    }

    @Test
    void theCodeOfTheReadmeTrainsWritesAndRuns(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("model.tflite");
        Engine.getEngine("PyTorch").setRandomSeed(3);
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            Shape shape = new Shape(1, 3, 12, 12);
            Block block = Nets.initialized(Nets.residualNet(), manager, shape);
            ArrayDataset trainingSet = dataset(manager);
            IntegerValidationListener validation =
                    new IntegerValidationListener(trainingSet, LoadOptions.defaults());

            QuantizedNetwork network = Qat.prepare(block, shape);
            Qat.calibrate(network, trainingSet, manager, 8);

            try (Model model = Model.newInstance("int8")) {
                model.setBlock(network);
                TrainingConfig config =
                        new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                                .addTrainingListeners(
                                        FreezeListener.builder()
                                                .optObserversAfterEpochs(1)
                                                .optBatchNormAfterEpochs(1)
                                                .build(),
                                        validation);
                try (Trainer trainer = model.newTrainer(config)) {
                    trainer.initialize(shape);
                    EasyTrain.fit(trainer, 2, trainingSet, null);
                }
                assertThat(network.areObserversFrozen()).isTrue();
                assertThat(network.isBatchNormFrozen()).isTrue();
            }

            Qat.write(network, file);

            float[] simulated =
                    network.forward(
                                    new ParameterStore(manager, false),
                                    new NDList(manager.create(images, new Shape(COUNT, 3, 12, 12))),
                                    false)
                            .head()
                            .toFloatArray();
            try (IntegerModel model = IntegerModel.load(file, LoadOptions.defaults())) {
                float[] pixels = channelsLast(images);
                float[] values = model.run(pixels);
                assertThat(values).isEqualTo(simulated);
                byte[] scores = model.run(new byte[2 * PIXELS]);
                assertThat(scores).hasSize(2 * 10);
            }
            assertThat(validation.accuracies()).hasSize(2);
            assertThat(validation.accuracies().get(1))
                    .isEqualTo(accuracy(simulated), within(1e-12))
                    .isGreaterThan(0.3);
        }
    }

    private double accuracy(float[] scores) {
        int right = 0;
        for (int n = 0; n < COUNT; n++) {
            int best = 0;
            for (int k = 1; k < 10; k++) {
                best = scores[n * 10 + k] > scores[n * 10 + best] ? k : best;
            }
            right += best == labels[n] ? 1 : 0;
        }
        return (double) right / COUNT;
    }

    private static float[] channelsLast(float[] x) {
        float[] y = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            int n = i / PIXELS;
            int c = i / 144 % 3;
            y[n * PIXELS + i % 144 * 3 + c] = x[i];
        }
        return y;
    }
}
