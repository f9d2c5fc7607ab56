package io.github.djlqat.examples.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelsTest {

    private static final Shape SMALL = new Shape(2, 3, 32, 32);

    /**
     * Trained numbers only, as the papers count them; MLPerf Tiny's 78,666 has biases before norms.
     */
    @ParameterizedTest
    @CsvSource({"resnet8,77946", "resnet20,272474"})
    void parameterCountsAreThoseOfTheArchitecture(String name, long expected) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Block block = Models.create(name, 10, SMALL);
            block.initialize(manager, DataType.FLOAT32, SMALL);
            long count = 0;
            for (Pair<String, Parameter> pair : block.getParameters()) {
                Parameter parameter = pair.getValue();
                count += parameter.requiresGradient() ? parameter.getArray().size() : 0;
            }
            assertThat(count).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"resnet8", "resnet20", "lenet"})
    void smallImagesGiveLogits(String name) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Block block = Models.create(name, 7, SMALL);
            block.initialize(manager, DataType.FLOAT32, SMALL);
            NDList out =
                    block.forward(
                            new ParameterStore(manager, false),
                            new NDList(manager.ones(SMALL)),
                            false);
            assertThat(out.singletonOrThrow().getShape()).isEqualTo(new Shape(2, 7));
        }
    }

    /** Building checks the output's shape. */
    @ParameterizedTest
    @ValueSource(strings = {"alexnet", "vgg11", "nin", "squeezenet", "mobilenetv1", "resnet18he"})
    void zooModelsAreBuiltForTheirImageSize(String name) {
        int size = Models.info(name).imageSize();
        assertThat(Models.create(name, 5, new Shape(1, 3, size, size))).isNotNull();
    }

    @Test
    void namesAreUnique() {
        assertThat(Models.list().stream().map(ModelInfo::name))
                .hasSizeGreaterThan(10)
                .doesNotHaveDuplicates();
    }

    @Test
    void widthScalesMobileNet() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Block block = Models.create("MobileNetV1", 10, SMALL, 0.25f);
            block.initialize(manager, DataType.FLOAT32, SMALL);
            assertThat(block.getParameters().get(0).getValue().getArray().getShape().get(0))
                    .isEqualTo(8);
        }
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatThrownBy(() -> Models.create("resnet9", 10, SMALL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected one of resnet8, resnet20")
                .hasMessageContaining("found \"resnet9\"");
        assertThatThrownBy(() -> Models.create("resnet8", 10, SMALL, 0.5f))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected no width, found 0.5");
        assertThatThrownBy(() -> Models.create("mobilenetv1", 10, SMALL, 0f))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected a width above 0");
        assertThatThrownBy(() -> Models.create("alexnet", 10, SMALL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("model alexnet: expected images that are large enough");
        assertThatThrownBy(() -> Models.create("resnet8", 1, SMALL))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Models.create("resnet8", 10, new Shape(3, 32, 32)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found (3, 32, 32)");
    }
}
