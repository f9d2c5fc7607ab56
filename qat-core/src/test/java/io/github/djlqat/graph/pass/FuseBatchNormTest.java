package io.github.djlqat.graph.pass;

import static io.github.djlqat.graph.pass.PassCheck.IMAGE;
import static io.github.djlqat.trace.Samples.conv;
import static io.github.djlqat.trace.Samples.sequence;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import io.github.djlqat.graph.Graph;
import io.github.djlqat.graph.Op;
import java.util.List;
import org.junit.jupiter.api.Test;

class FuseBatchNormTest {

    private static final GraphPass PASS = new FuseBatchNorm();

    private static Block norm() {
        return BatchNorm.builder().optEpsilon(1e-3f).build();
    }

    @Test
    void afterConvolution() {
        Graph graph =
                PassCheck.check(
                        PASS,
                        sequence(conv(5), norm()),
                        IMAGE,
                        "Convolution BatchNorm",
                        "Convolution");
        assertThat(graph.node(1).name()).isEqualTo("01Conv2d:convolution");
        assertThat(((Op.Convolution) graph.node(1).op()).batchNorm().epsilon()).isEqualTo(1e-3f);
    }

    @Test
    void afterLinear() {
        Block linear = Linear.builder().setUnits(5).build();
        PassCheck.check(
                PASS, sequence(linear, norm()), new Shape(1, 3), "Linear BatchNorm", "Linear");
    }

    @Test
    void staysWhereChannelsAreNotTheFeatures() {
        Block linear = Linear.builder().setUnits(5).build();
        PassCheck.unchanged(PASS, sequence(linear, norm()), new Shape(1, 4, 3), "Linear BatchNorm");
    }

    @Test
    void staysBeforeAndApart() {
        PassCheck.unchanged(PASS, sequence(norm(), conv(5)), IMAGE, "BatchNorm Convolution");
        PassCheck.unchanged(
                PASS,
                sequence(conv(5), Activation.reluBlock(), norm()),
                IMAGE,
                "Convolution Clamp BatchNorm");
    }

    @Test
    void staysWhereTheConvolutionIsReadTwice() {
        Block two =
                new ParallelBlock(
                        l -> new NDList(l.get(0).head().add(l.get(1).head())),
                        List.of(norm(), Activation.tanhBlock()));
        PassCheck.unchanged(PASS, sequence(conv(5), two), IMAGE, "Convolution BatchNorm Tanh Add");
    }
}
