package io.github.djlqat.graph.pass;

import static io.github.djlqat.graph.pass.PassCheck.IMAGE;
import static io.github.djlqat.trace.Samples.lambda;
import static io.github.djlqat.trace.Samples.sequence;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.pooling.Pool;
import io.github.djlqat.graph.Graph;
import io.github.djlqat.graph.Op;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Global average pooling has one form, however it is written. */
class NormalizeMeansTest {

    private static final Op GLOBAL = new Op.Mean(List.of(2, 3), false);

    private static void isGlobal(Block block, String before) {
        Graph graph = PassCheck.check(Passes.forInference(), block, IMAGE, before, "Mean");
        assertThat(graph.node(1).op()).isEqualTo(GLOBAL);
    }

    @Test
    void globalPool() {
        isGlobal(Pool.globalAvgPool2dBlock(), "Mean");
    }

    @Test
    void poolOverTheWholeImage() {
        isGlobal(
                sequence(Pool.avgPool2dBlock(new Shape(8, 6)), Blocks.batchFlattenBlock()),
                "AveragePool Reshape");
    }

    @Test
    void meansOneAfterTheOther() {
        isGlobal(lambda(x -> x.mean(new int[] {3}).mean(new int[] {2})), "Mean Mean");
        isGlobal(lambda(x -> x.mean(new int[] {2}).mean(new int[] {2})), "Mean Mean");
        isGlobal(
                lambda(x -> x.mean(new int[] {2}, true).mean(new int[] {3}, true).reshape(-1, 4)),
                "Mean Mean Reshape");
    }

    @Test
    void keptDimensions() {
        Graph graph =
                PassCheck.check(
                        new NormalizeMeans(),
                        sequence(Pool.globalAvgPool2dBlock(), lambda(x -> x.reshape(-1, 4, 1, 1))),
                        IMAGE,
                        "Mean Reshape",
                        "Mean");
        assertThat(graph.node(1).op()).isEqualTo(new Op.Mean(List.of(2, 3), true));
    }

    @Test
    void smallerPoolsStay() {
        PassCheck.unchanged(
                new NormalizeMeans(), Pool.avgPool2dBlock(new Shape(4, 6)), IMAGE, "AveragePool");
    }
}
