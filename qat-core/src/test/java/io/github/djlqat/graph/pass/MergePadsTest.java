package io.github.djlqat.graph.pass;

import static io.github.djlqat.graph.pass.PassCheck.IMAGE;
import static io.github.djlqat.trace.Samples.conv;
import static io.github.djlqat.trace.Samples.lambda;
import static io.github.djlqat.trace.Samples.sequence;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.pooling.Pool;
import io.github.djlqat.graph.Graph;
import io.github.djlqat.graph.Op;
import org.junit.jupiter.api.Test;

class MergePadsTest {

    private static final GraphPass PASS = new MergePads();

    private static Block pad(double value) {
        return lambda(x -> x.pad(new Shape(0, 1, 1, 0), value));
    }

    @Test
    void zerosIntoAConvolution() {
        Graph graph =
                PassCheck.check(
                        PASS, sequence(pad(0), conv(5)), IMAGE, "Pad Convolution", "Convolution");
        assertThat(((Op.Convolution) graph.node(1).op()).padding())
                .isEqualTo(new Op.Pads(2, 1, 1, 2));
    }

    @Test
    void otherValuesStay() {
        PassCheck.unchanged(PASS, sequence(pad(1), conv(5)), IMAGE, "Pad Convolution");
    }

    @Test
    void zerosIntoAnAveragePool() {
        Block pool = Pool.avgPool2dBlock(new Shape(3, 3), new Shape(2, 2));
        PassCheck.check(PASS, sequence(pad(0), pool), IMAGE, "Pad AveragePool", "AveragePool");
        Block padded = Pool.avgPool2dBlock(new Shape(3, 3), new Shape(2, 2), new Shape(1, 1));
        PassCheck.unchanged(PASS, sequence(pad(0), padded), IMAGE, "Pad AveragePool");
    }

    @Test
    void valuesThatCannotWinIntoAMaximumPool() {
        Block pool = Pool.maxPool2dBlock(new Shape(3, 3), new Shape(2, 2));
        PassCheck.check(
                PASS,
                sequence(Activation.reluBlock(), pad(0), pool),
                IMAGE,
                "Clamp Pad MaxPool",
                "Clamp MaxPool");
        PassCheck.unchanged(PASS, sequence(pad(0), pool), IMAGE, "Pad MaxPool");
        Block narrow = Pool.maxPool2dBlock(new Shape(1, 3), new Shape(2, 2));
        PassCheck.unchanged(
                PASS, sequence(Activation.reluBlock(), pad(0), narrow), IMAGE, "Clamp Pad MaxPool");
    }
}
