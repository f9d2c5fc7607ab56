package io.github.djlqat.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.basicmodelzoo.cv.classification.GoogLeNet;
import ai.djl.basicmodelzoo.cv.classification.MobileNetV2;
import ai.djl.basicmodelzoo.cv.classification.ResNetV1;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.github.djlqat.runtime.LoadOptions;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Models of DJL's zoo, all the way to the integer runtime. */
class ZooParityTest {

    static List<Arguments> models() {
        return List.of(
                model("MobileNetV2", () -> MobileNetV2.builder().build()),
                model("GoogLeNet", () -> GoogLeNet.builder().build()),
                model("ResNetV1-18", ZooParityTest::resnet18));
    }

    private static Arguments model(String name, Supplier<Block> block) {
        return Arguments.of(name, block);
    }

    private static Block resnet18() {
        return ResNetV1.builder()
                .setNumLayers(18)
                .setOutSize(10)
                .setImageShape(new Shape(3, 32, 32))
                .build();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void everyOperatorAgrees(String name, Supplier<Block> block) throws Exception {
        ZooParity job = new ZooParity(LoadOptions.defaults(), 2, 2, 11);
        ZooParity.Result result = job.run(new ZooParity.Case(name, block, new Shape(1, 3, 32, 32)));
        ParityReport report = result.report();
        assertThat(report.operators())
                .as(report.toTable())
                .hasSizeGreaterThan(20)
                .allMatch(OperatorParity::passes);
        assertThat(report.agreement()).isEqualTo(1);
        assertThat(report.worst().givenEqualInputs().largest()).isLessThanOrEqualTo(1);
    }
}
