package io.github.djlqat.trace;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.github.djlqat.graph.Graph;
import io.github.djlqat.runtime.UnsupportedOperatorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records any DJL block as a {@link Graph}.
 *
 * <p>The block's {@code forward} runs at two batch sizes, which tells the batch dimension from a
 * constant, and once as in training, which finds the dropout that a block applies then only.
 * Nothing is altered: batch norm runs with its running statistics, dropout drops nothing, the
 * engine's random state is not touched, and in-place operations of the block act on copies. At the
 * end the graph and the block run the same input and must agree, so that nothing a block computes
 * is lost on the way.
 *
 * <p>The graph's {@link io.github.djlqat.graph.Weight weights} are the block's own parameters.
 */
public final class Tracer {

    private static final Logger LOGGER = LoggerFactory.getLogger(Tracer.class);

    private static final int SMALL = 2;
    private static final int LARGE = 3;
    private static final long SEED = 20240229L;

    private final Block block;
    private final Shape[] shapes;
    private final BlockTree tree;

    private Tracer(Block block, Shape[] shapes) {
        this.block = block;
        this.shapes = shapes;
        tree = new BlockTree(block);
    }

    /**
     * Records what a block computes.
     *
     * @param block an initialized block
     * @param inputShapes one shape an input; dimension 0 is the batch and its size does not matter
     * @return the operations in the order in which the block runs them, nothing fused, dropout kept
     * @throws IllegalArgumentException for shapes without a batch or with an unknown dimension, and
     *     for shapes that the block does not take
     * @throws IllegalStateException where a parameter is not initialized, and where the graph does
     *     not compute what the block computes
     * @throws UnsupportedOperatorException for an operation that the graph does not know, with the
     *     block's path, the operation and a remedy
     */
    public static Graph trace(Block block, Shape... inputShapes) {
        checkShapes(inputShapes);
        Tracer tracer = new Tracer(block, inputShapes);
        tracer.checkInitialized();
        return tracer.trace();
    }

    private static void checkShapes(Shape[] shapes) {
        if (shapes.length == 0) {
            throw new IllegalArgumentException("inputShapes: expected at least one, found none");
        }
        for (int i = 0; i < shapes.length; i++) {
            boolean known = shapes[i].dimension() >= 2;
            for (int d = 1; d < shapes[i].dimension(); d++) {
                known &= shapes[i].get(d) > 0;
            }
            if (!known) {
                throw new IllegalArgumentException(
                        "inputShapes["
                                + i
                                + "]: expected a batch dimension and others of at least 1, found "
                                + shapes[i]);
            }
        }
    }

    private void checkInitialized() {
        for (Map.Entry<Parameter, BlockTree.Place> e : tree.places().entrySet()) {
            if (!e.getKey().isInitialized()) {
                String path = tree.describe(e.getValue().entry());
                throw new IllegalStateException(
                        path
                                + ": expected an initialized block, found parameter "
                                + e.getValue().path()
                                + " without values; call block.initialize(...) or load the model"
                                + " first");
            }
        }
    }

    private Graph trace() {
        Recording small = record(SMALL, false);
        Recording large;
        try {
            large = record(LARGE, false);
        } catch (EngineException | IllegalArgumentException e) {
            throw new UnsupportedOperatorException(
                    block.getClass().getSimpleName(),
                    "forward",
                    "ran for a batch of "
                            + SMALL
                            + " and not for one of "
                            + LARGE
                            + ": "
                            + firstLine(e),
                    "take the batch size from the input, array.getShape().get(0)");
        }
        Graph inference = small.merge(large, SMALL, LARGE);
        Graph graph = withTrainingDropout(inference, small);
        verify(graph);
        return graph;
    }

    /** Runs the block on traced arrays. */
    private Recording record(int batch, boolean training) {
        try (NDManager manager = newManager()) {
            Recorder recorder = new Recorder(tree);
            NDList inputs = new NDList(shapes.length);
            List<NDArray> arrays = inputs(manager, batch);
            for (int i = 0; i < arrays.size(); i++) {
                inputs.add(recorder.input(i, arrays.get(i)).proxy());
            }
            ParameterStore store = new TracingParameterStore(manager, recorder);
            NDList result = run(recorder, store, inputs, training);
            List<Integer> outputs = new ArrayList<>();
            for (NDArray output : result) {
                TracedArray traced = recorder.valueOf(output, "output " + outputs.size());
                outputs.add(recorder.nodeOf(traced, "output " + outputs.size()));
            }
            return new Recording(List.copyOf(recorder.nodes()), outputs);
        }
    }

    private NDList run(Recorder recorder, ParameterStore store, NDList inputs, boolean training) {
        try {
            return block.forward(store, inputs, training);
        } catch (ClassCastException e) {
            // Engine classes that cast their arguments to the engine's own arrays.
            UnsupportedOperatorException error =
                    recorder.refuse(
                            "engine call",
                            "expected calls on NDArray and NDList, found one that needs the"
                                    + " engine's own arrays ("
                                    + firstLine(e)
                                    + ")",
                            "write the block with DJL's operations; a TorchScript or symbolic"
                                    + " block cannot be traced");
            error.initCause(e);
            throw error;
        }
    }

    /**
     * Returns the graph with the dropout that the block applies in training only. A block that is
     * otherwise different in training keeps its inference graph, which is what ships.
     */
    private Graph withTrainingDropout(Graph inference, Recording small) {
        Recording training;
        try {
            training = record(SMALL, true);
        } catch (RuntimeException e) {
            LOGGER.warn(
                    "In training the block cannot be traced, its inference graph is used: {}",
                    firstLine(e));
            return inference;
        }
        String difference = Recording.difference(small.graph(), training.graph());
        if (difference == null) {
            return training.withUnknownBatch();
        }
        LOGGER.warn(
                "In training the block computes something else than in inference; its inference"
                        + " graph is used. First difference: {}",
                difference);
        return inference;
    }

    /** Checks that the graph computes what the block computes. */
    private void verify(Graph graph) {
        try (NDManager manager = newManager()) {
            NDList expected =
                    block.forward(
                            new ParameterStore(manager, false),
                            new NDList(inputs(manager, LARGE)),
                            false);
            NDList found = GraphExecutor.run(graph, new NDList(inputs(manager, LARGE)));
            for (int i = 0; i < expected.size(); i++) {
                float[] e = expected.get(i).toFloatArray();
                float[] f = found.get(i).toFloatArray();
                double difference = Closeness.difference(e, f);
                if (difference > Closeness.TOLERANCE) {
                    throw new IllegalStateException(
                            block.getClass().getSimpleName()
                                    + ": expected a graph that computes what the block computes,"
                                    + " found output "
                                    + i
                                    + " to differ by "
                                    + difference
                                    + " of its largest value; the block depends on something"
                                    + " that is no input: an array changed in place through a"
                                    + " view, random numbers, or state of its own");
                }
            }
        }
    }

    /** Returns inputs that do not draw on the engine's random numbers. */
    private List<NDArray> inputs(NDManager manager, int batch) {
        Random random = new Random(SEED);
        List<NDArray> arrays = new ArrayList<>();
        for (Shape given : shapes) {
            Shape shape = Shapes.with(given, 0, batch);
            float[] values = new float[Math.toIntExact(shape.size())];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            arrays.add(manager.create(values, shape));
        }
        return arrays;
    }

    /** Returns a manager where the block's parameters live. */
    private NDManager newManager() {
        for (Parameter parameter : tree.places().keySet()) {
            return NDManager.newBaseManager(parameter.getArray().getDevice());
        }
        return NDManager.newBaseManager();
    }

    private static String firstLine(Exception e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
