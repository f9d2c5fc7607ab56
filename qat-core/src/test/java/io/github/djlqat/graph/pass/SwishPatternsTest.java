package io.github.djlqat.graph.pass;

import static io.github.djlqat.graph.pass.PassCheck.IMAGE;
import static io.github.djlqat.trace.Samples.lambda;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.nn.Activation;
import io.github.djlqat.graph.Graph;
import io.github.djlqat.graph.Op;
import org.junit.jupiter.api.Test;

/** {@link MatchSwish} and {@link MatchHardSwish}. */
class SwishPatternsTest {

    @Test
    void swish() {
        PassCheck.check(
                new MatchSwish(),
                lambda(x -> Activation.sigmoid(x).mul(x)),
                IMAGE,
                "Sigmoid Multiply",
                "Swish");
        Graph scaled =
                PassCheck.check(
                        new MatchSwish(),
                        lambda(x -> x.mul(Activation.sigmoid(x.mul(1.5f)))),
                        IMAGE,
                        "Affine Sigmoid Multiply",
                        "Swish");
        assertThat(scaled.node(1).op()).isEqualTo(new Op.Swish(1.5f));
    }

    @Test
    void gateOfAnotherValueIsNoSwish() {
        PassCheck.unchanged(
                new MatchSwish(),
                lambda(x -> x.mul(Activation.sigmoid(x.tanh()))),
                IMAGE,
                "Tanh Sigmoid Multiply");
    }

    @Test
    void hardSwish() {
        PassCheck.check(
                new MatchHardSwish(),
                lambda(x -> x.mul(Activation.relu6(x.add(3))).div(6)),
                IMAGE,
                "Affine Clamp Multiply Affine",
                "HardSwish");
        PassCheck.check(
                new MatchHardSwish(),
                lambda(x -> Activation.relu6(x.add(3)).div(6).mul(x)),
                IMAGE,
                "Affine Clamp Affine Multiply",
                "HardSwish");
    }

    @Test
    void otherConstantsAreNoHardSwish() {
        PassCheck.unchanged(
                new MatchHardSwish(),
                lambda(x -> x.mul(Activation.relu6(x.add(2))).div(6)),
                IMAGE,
                "Affine Clamp Multiply Affine");
    }
}
