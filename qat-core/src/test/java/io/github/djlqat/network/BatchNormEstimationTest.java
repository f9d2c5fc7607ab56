package io.github.djlqat.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.dataset.ArrayDataset;
import io.github.djlqat.Qat;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchNormEstimationTest {

    private static final Shape SHAPE = new Shape(1, 3, 8, 8);

    private static Parameter statistic(QuantizedNetwork network, Parameter.Type type) {
        return network.getParameters().values().stream()
                .filter(p -> p.getType() == type)
                .findFirst()
                .orElseThrow();
    }

    private static ArrayDataset images(NDManager manager, int count) {
        NDArray x = Nets.images(manager, count, SHAPE).head();
        return new ArrayDataset.Builder().setData(x).setSampling(4, false).build();
    }

    @Test
    void statisticsAreThoseOfTheImagesWhateverTheyWere() throws Exception {
        try (NDManager manager = NDManager.newBaseManager()) {
            Block block =
                    Nets.initialized(
                            new SequentialBlock().add(Nets.convNorm(4, 3, 1, 1)), manager, SHAPE);
            QuantizedNetwork network = Qat.prepare(block, SHAPE);
            Qat.calibrate(network, List.of(Nets.images(manager, 8, SHAPE)));
            NDArray mean = statistic(network, Parameter.Type.RUNNING_MEAN).getArray();
            NDArray variance = statistic(network, Parameter.Type.RUNNING_VAR).getArray();
            BatchNormEstimation.run(network, images(manager, 640), manager, 160);
            float[] means = mean.toFloatArray();
            float[] variances = variance.toFloatArray();
            mean.muli(1.5).addi(0.5);
            variance.muli(1.3);
            network.freezeBatchNorm();
            int used = BatchNormEstimation.run(network, images(manager, 640), manager, 160);
            assertThat(used).isEqualTo(160);
            assertThat(network.mode()).isEqualTo(Mode.QUANTIZE);
            for (int c = 0; c < means.length; c++) {
                double deviation = Math.sqrt(variances[c]);
                assertThat(mean.toFloatArray()[c])
                        .isCloseTo(means[c], within((float) (0.02 * deviation)));
                assertThat(variance.toFloatArray()[c])
                        .isCloseTo(variances[c], within(0.02f * variances[c]));
            }
        }
    }

    @Test
    void tooFewBatchesLeaveWhatWas() throws Exception {
        try (NDManager manager = NDManager.newBaseManager()) {
            Block block =
                    Nets.initialized(
                            new SequentialBlock().add(Nets.convNorm(4, 3, 1, 1)), manager, SHAPE);
            QuantizedNetwork network = Qat.prepare(block, SHAPE);
            NDList images = Nets.images(manager, 8, SHAPE);
            Qat.calibrate(network, List.of(images));
            NDArray mean = statistic(network, Parameter.Type.RUNNING_MEAN).getArray();
            float[] before = mean.toFloatArray();
            assertThatThrownBy(
                            () ->
                                    BatchNormEstimation.run(
                                            network, images(manager, 28), manager, 64))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("at least 8 batches and more than 24, found 7");
            assertThat(mean.toFloatArray()).isEqualTo(before);
        }
    }
}
