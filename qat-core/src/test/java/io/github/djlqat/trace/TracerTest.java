package io.github.djlqat.trace;

import static io.github.djlqat.trace.Samples.conv;
import static io.github.djlqat.trace.Samples.lambda;
import static io.github.djlqat.trace.Samples.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.github.djlqat.graph.Graph;
import io.github.djlqat.graph.GraphCost;
import io.github.djlqat.graph.Node;
import io.github.djlqat.graph.Weight;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Names, sharing, and that a trace leaves no trace. */
class TracerTest {

    private static final Shape IMAGE = new Shape(1, 3, 8, 8);

    private static Block residual() {
        return new ParallelBlock(
                l -> new NDList(Activation.relu6(l.get(0).head().add(l.get(1).head()))),
                List.of(
                        sequence(conv(3), BatchNorm.builder().build(), Activation.reluBlock()),
                        Blocks.identityBlock()));
    }

    private static List<String> names(Graph graph) {
        return graph.nodes().stream().map(Node::name).toList();
    }

    @Test
    void namesAreTheBlocksPathsAndTheOperations() {
        Block block =
                sequence(
                        Blocks.identityBlock(),
                        Activation.relu6Block(),
                        Activation.tanhBlock(),
                        residual(),
                        residual(),
                        lambda(x -> x.mul(x).mul(x)));
        try (NDManager manager = NDManager.newBaseManager()) {
            Samples.initialize(block, manager, 1, IMAGE);
            Graph graph = Tracer.trace(block, IMAGE);
            String first = "04ParallelBlock/01SequentialBlock/";
            String second = "05ParallelBlock/01SequentialBlock/";
            assertThat(names(graph))
                    .containsExactly(
                            "input0",
                            "02LambdaBlock:relu6",
                            "03LambdaBlock:tanh",
                            first + "01Conv2d:convolution",
                            first + "02BatchNorm:batchNorm",
                            first + "03LambdaBlock:relu",
                            "04ParallelBlock:add",
                            "04ParallelBlock:relu6",
                            second + "01Conv2d:convolution",
                            second + "02BatchNorm:batchNorm",
                            second + "03LambdaBlock:relu",
                            "05ParallelBlock:add",
                            "05ParallelBlock:relu6",
                            "06LambdaBlock:mul",
                            "06LambdaBlock:mul_2");
            assertThat(Tracer.trace(block, IMAGE)).isEqualTo(graph);
        }
    }

    @Test
    void weightsAreTheBlocksOwnParameters() {
        Block block = sequence(residual());
        try (NDManager manager = NDManager.newBaseManager()) {
            Samples.initialize(block, manager, 1, IMAGE);
            Graph graph = Tracer.trace(block, IMAGE);
            List<Weight> weights =
                    graph.nodes().stream()
                            .flatMap(n -> GraphCost.weights(n.op()).stream())
                            .toList();
            assertThat(weights.stream().map(Weight::parameter))
                    .containsExactlyElementsOf(block.getParameters().values());
            assertThat(weights.get(0).path())
                    .isEqualTo("01ParallelBlock/01SequentialBlock/01Conv2d/weight");
        }
    }

    @Test
    void aSharedBlockIsTracedTwiceWithOneParameter() {
        Block shared = conv(3);
        Block block = sequence(shared, shared);
        try (NDManager manager = NDManager.newBaseManager()) {
            Samples.initialize(block, manager, 1, IMAGE);
            Graph graph = Tracer.trace(block, IMAGE);
            assertThat(Samples.kinds(graph)).isEqualTo("Input Convolution Convolution");
            assertThat(GraphCost.weights(graph.node(1).op()))
                    .isEqualTo(GraphCost.weights(graph.node(2).op()));
        }
    }

    @Test
    void nothingIsAltered() {
        Block block = sequence(residual(), lambda(x -> x.muli(2)));
        try (NDManager manager = NDManager.newBaseManager()) {
            Samples.initialize(block, manager, 1, IMAGE);
            float[][] before = values(block);
            manager.getEngine().setRandomSeed(5);
            float expected = manager.randomNormal(new Shape(1)).getFloat();
            manager.getEngine().setRandomSeed(5);
            Tracer.trace(block, IMAGE);
            assertThat(manager.randomNormal(new Shape(1)).getFloat()).isEqualTo(expected);
            assertThat(values(block)).isEqualTo(before);
        }
    }

    private static float[][] values(Block block) {
        return block.getParameters().values().stream()
                .map(p -> p.getArray().toFloatArray())
                .toArray(float[][]::new);
    }

    @Test
    void severalInputsAndOutputs() {
        Block block = new LambdaBlock(l -> new NDList(l.get(0).sub(l.get(1)), l.get(1).tanh()));
        Shape[] shapes = {new Shape(1, 3), new Shape(1, 3)};
        try (NDManager manager = NDManager.newBaseManager()) {
            Samples.initialize(block, manager, 1, shapes);
            Graph graph = Tracer.trace(block, shapes);
            assertThat(Samples.kinds(graph)).isEqualTo("Input Input Subtract Tanh");
            assertThat(graph.node(2).inputs()).containsExactly(0, 1);
            assertThat(graph.outputs()).containsExactly(2, 3);
            assertThat(graph.node(2).shape()).isEqualTo(new Shape(-1, 3));
        }
    }

    /** Runs one of two functions, by the training flag. */
    private static final class TwoFaced extends AbstractBlock {

        private final Block training;
        private final Block inference;

        @SuppressWarnings("this-escape")
        TwoFaced(Block training, Block inference) {
            this.training = addChildBlock("training", training);
            this.inference = addChildBlock("inference", inference);
        }

        @Override
        protected NDList forwardInternal(
                ParameterStore store,
                NDList inputs,
                boolean isTraining,
                PairList<String, Object> params) {
            return (isTraining ? training : inference).forward(store, inputs, isTraining);
        }

        @Override
        public Shape[] getOutputShapes(Shape[] inputs) {
            return inputs;
        }

        @Override
        protected void initializeChildBlocks(NDManager manager, DataType type, Shape... shapes) {
            training.initialize(manager, type, shapes);
            inference.initialize(manager, type, shapes);
        }
    }

    @Test
    void dropoutOfTrainingOnlyIsFound() {
        Block block =
                sequence(
                        new TwoFaced(
                                Dropout.builder().optRate(0.25f).build(), Blocks.identityBlock()),
                        Activation.tanhBlock());
        assertThat(kinds(block)).isEqualTo("Input Dropout Tanh");
    }

    @Test
    void otherDifferencesInTrainingKeepTheInferenceGraph() {
        Block block = new TwoFaced(Blocks.identityBlock(), lambda(x -> x.softmax(1)));
        assertThat(kinds(block)).isEqualTo("Input Softmax");
        assertThat(kinds(new TwoFaced(lambda(NDArray::exp), Activation.tanhBlock())))
                .isEqualTo("Input Tanh");
    }

    private static String kinds(Block block) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Samples.initialize(block, manager, 1, IMAGE);
            return Samples.kinds(Tracer.trace(block, IMAGE));
        }
    }

    @Test
    void aParametersOwnArrayIsRecognized() {
        Linear first = Linear.builder().setUnits(3).optBias(false).build();
        Parameter weight = first.getParameters().valueAt(0);
        Block direct = sequence(first, lambda(x -> apply(weight, x)));
        Block transposed = sequence(first, lambda(x -> product(weight, x)));
        try (NDManager manager = NDManager.newBaseManager()) {
            Shape shape = new Shape(1, 3);
            Samples.initialize(direct, manager, 1, shape);
            Graph graph = Tracer.trace(direct, shape);
            assertThat(graph.node(2).op()).isEqualTo(graph.node(1).op());
            // Transposed outside of the trace it is a constant that nothing ties to the parameter.
            assertThatThrownBy(() -> Tracer.trace(transposed, shape))
                    .hasMessageContaining("expected a parameter on the right");
        }
    }

    private static NDArray apply(Parameter weight, NDArray x) {
        return weight.isInitialized() ? Linear.linear(x, weight.getArray()).head() : x;
    }

    private static NDArray product(Parameter weight, NDArray x) {
        return x.matMul(weight.getArray().transpose());
    }
}
