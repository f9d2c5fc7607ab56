package io.github.djlqat.graph.pass;

import static io.github.djlqat.graph.pass.PassCheck.IMAGE;
import static io.github.djlqat.trace.Samples.conv;
import static io.github.djlqat.trace.Samples.lambda;
import static io.github.djlqat.trace.Samples.sequence;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import ai.djl.nn.norm.BatchNorm;
import io.github.djlqat.graph.Graph;
import io.github.djlqat.graph.Op;
import org.junit.jupiter.api.Test;

class FuseActivationTest {

    private static final GraphPass PASS = new FuseActivation();

    @Test
    void afterConvolution() {
        Graph graph =
                PassCheck.check(
                        PASS,
                        sequence(conv(5), Activation.relu6Block()),
                        IMAGE,
                        "Convolution Clamp",
                        "Convolution");
        assertThat(((Op.Convolution) graph.node(1).op()).activation())
                .isEqualTo(io.github.djlqat.runtime.graph.Activation.RELU6);
    }

    @Test
    void afterSumDifferenceAndProduct() {
        PassCheck.check(PASS, lambda(x -> Activation.relu(x.add(x))), IMAGE, "Add Clamp", "Add");
        PassCheck.check(
                PASS,
                lambda(x -> x.sub(x.tanh()).clip(-1, 1)),
                IMAGE,
                "Tanh Subtract Clamp",
                "Tanh Subtract");
        PassCheck.check(
                PASS, lambda(x -> Activation.relu(x.mul(x))), IMAGE, "Multiply Clamp", "Multiply");
    }

    @Test
    void staysWhereNothingCanTakeIt() {
        PassCheck.unchanged(
                PASS,
                sequence(BatchNorm.builder().build(), Activation.reluBlock()),
                IMAGE,
                "BatchNorm Clamp");
    }

    @Test
    void staysWhereTheValueIsReadTwice() {
        PassCheck.unchanged(PASS, lambda(FuseActivationTest::twice), IMAGE, "Add Clamp Multiply");
    }

    private static NDArray twice(NDArray x) {
        NDArray sum = x.add(x);
        return sum.mul(Activation.relu(sum));
    }
}
