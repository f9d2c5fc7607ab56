package io.github.djlqat.graph.pass;

import static io.github.djlqat.graph.pass.PassCheck.IMAGE;
import static io.github.djlqat.trace.Samples.conv;
import static io.github.djlqat.trace.Samples.lambda;
import static io.github.djlqat.trace.Samples.sequence;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.norm.Dropout;
import io.github.djlqat.graph.Graph;
import io.github.djlqat.graph.Node;
import io.github.djlqat.graph.Op;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * {@link RemoveDropout}, {@link RemoveIdentities}, {@link MergeAffines}, {@link RemoveDeadNodes}.
 */
class RemovalTest {

    @Test
    void dropout() {
        Block block = sequence(conv(3), Dropout.builder().build(), Activation.reluBlock());
        PassCheck.check(
                new RemoveDropout(),
                block,
                IMAGE,
                "Convolution Dropout Clamp",
                "Convolution Clamp");
    }

    @Test
    void dropoutStaysInTrainingAndKeepsWhatItSeparates() {
        Block block = sequence(conv(3), Dropout.builder().build(), Activation.reluBlock());
        PassCheck.unchanged(Passes.forTraining(), block, IMAGE, "Convolution Dropout Clamp");
        Block other = sequence(conv(3), Dropout.builder().build(), Activation.reluBlock());
        PassCheck.check(
                Passes.forInference(), other, IMAGE, "Convolution Dropout Clamp", "Convolution");
    }

    @Test
    void reshapesAndTransposes() {
        PassCheck.check(
                Passes.forInference(),
                sequence(Blocks.batchFlattenBlock(), Blocks.batchFlattenBlock()),
                IMAGE,
                "Reshape Reshape",
                "Reshape");
        PassCheck.check(
                Passes.forInference(),
                lambda(x -> x.expandDims(1).squeeze(1).tanh()),
                IMAGE,
                "Reshape Reshape Tanh",
                "Tanh");
        PassCheck.check(
                Passes.forInference(),
                lambda(x -> x.transpose(0, 2, 3, 1).transpose(0, 3, 1, 2).tanh()),
                IMAGE,
                "Transpose Transpose Tanh",
                "Tanh");
        PassCheck.check(
                new RemoveIdentities(),
                lambda(x -> x.transpose(0, 2, 3, 1).transpose(0, 2, 1, 3)),
                IMAGE,
                "Transpose Transpose",
                "Transpose");
    }

    @Test
    void clampsThatCutNothing() {
        PassCheck.check(
                new RemoveIdentities(),
                lambda(x -> Activation.relu(Activation.sigmoid(x).softmax(1))),
                IMAGE,
                "Sigmoid Softmax Clamp",
                "Sigmoid Softmax");
        PassCheck.unchanged(
                new RemoveIdentities(),
                lambda(x -> Activation.relu(x.tanh())),
                IMAGE,
                "Tanh Clamp");
    }

    @Test
    void affines() {
        Graph graph =
                PassCheck.check(
                        new MergeAffines(),
                        lambda(x -> x.mul(2).add(1).tanh().sub(1).mul(3)),
                        IMAGE,
                        "Affine Affine Tanh Affine Affine",
                        "Affine Tanh Affine");
        assertThat(graph.node(1).op()).isEqualTo(new Op.Affine(2f, 1f));
        assertThat(graph.node(3).op()).isEqualTo(new Op.Affine(3f, -3f));
        PassCheck.check(
                Passes.forInference(),
                lambda(x -> x.add(1).sub(1).tanh()),
                IMAGE,
                "Affine Affine Tanh",
                "Tanh");
    }

    @Test
    void deadNodesGoAndInputsStay() {
        Shape shape = new Shape(-1, 3);
        List<Node> nodes =
                List.of(
                        new Node(0, "unread", new Op.Input(0), List.of(), shape),
                        new Node(1, "read", new Op.Input(1), List.of(), shape),
                        new Node(2, "dead", new Op.Tanh(), List.of(0), shape),
                        new Node(3, "alive", new Op.Sigmoid(), List.of(1), shape));
        Graph graph = new RemoveDeadNodes().apply(new Graph(nodes, List.of(3)));
        assertThat(graph.nodes().stream().map(Node::name))
                .containsExactly("unread", "read", "alive");
        assertThat(graph.node(2).inputs()).containsExactly(1);
        assertThat(graph.outputs()).containsExactly(2);
    }
}
