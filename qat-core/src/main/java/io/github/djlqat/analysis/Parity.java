package io.github.djlqat.analysis;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.djlqat.convert.Conversion;
import io.github.djlqat.graph.Graph;
import io.github.djlqat.graph.Node;
import io.github.djlqat.graph.Op;
import io.github.djlqat.network.plan.FrozenNetwork;
import io.github.djlqat.network.simulation.IntegerSimulator;
import io.github.djlqat.runtime.LoadOptions;
import io.github.djlqat.runtime.MalformedModelException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs the same examples through a network's integer simulation and through the integer runtime,
 * and compares the codes of every value.
 *
 * <p>End to end, both start from the same input codes and go their own way, so that a difference
 * spreads; given equal inputs, the simulation computes each operator from what the runtime had, so
 * that a difference is that operator's own.
 */
public final class Parity implements AutoCloseable {

    private final FrozenNetwork network;
    private final Graph graph;
    private final IntegerSimulator simulator;
    private final RuntimeValues runtime;
    private final Map<Integer, OperatorParity> operators = new LinkedHashMap<>();
    private long examples;
    private long sameTop1;

    /**
     * Prepares a comparison.
     *
     * @param conversion a network and its integer graph, which takes and gives codes
     * @param options how the runtime loads it; rounding and kernels count
     * @throws IllegalArgumentException if the graph takes floats
     * @throws MalformedModelException if the runtime refuses the graph
     */
    public Parity(Conversion conversion, LoadOptions options) throws MalformedModelException {
        network = conversion.network();
        graph = network.graph();
        simulator = new IntegerSimulator(network, options.rounding());
        runtime = new RuntimeValues(conversion, options);
        for (Node node : graph.nodes()) {
            boolean computed =
                    !(node.op() instanceof Op.Input) && !(node.op() instanceof Op.Dropout);
            if (computed && conversion.places().get(node.id()).isStored()) {
                operators.put(
                        node.id(),
                        new OperatorParity(
                                node.id(),
                                node.name(),
                                node.op().getClass().getSimpleName(),
                                IntegerSimulator.isExact(node.op()),
                                Comparison.NONE,
                                Comparison.NONE));
            }
        }
    }

    /**
     * Compares a batch.
     *
     * @param inputs the network's inputs, reals, [N, ...]
     */
    public void add(NDList inputs) {
        try (NDManager scope = inputs.head().getManager().newSubManager()) {
            int batch = Math.toIntExact(inputs.head().getShape().get(0));
            NDList codes = new NDList();
            for (Node node : graph.nodes()) {
                if (node.op() instanceof Op.Input) {
                    NDArray x = view(inputs.get(((Op.Input) node.op()).index()), scope);
                    codes.add(IntegerSimulator.quantize(x, network.quantization(node.id())));
                }
            }
            List<NDArray> simulated = simulator.run(codes);
            List<NDArray> ran = runtime.run(codes, batch, scope);
            fill(ran, scope);
            compare(simulated, ran, scope);
            int output = graph.outputs().get(0);
            long[] a = top1(simulated.get(output), batch);
            long[] b = top1(ran.get(output), batch);
            for (int i = 0; i < batch; i++) {
                sameTop1 += a[i] == b[i] ? 1 : 0;
            }
            examples += batch;
        }
    }

    /** Computes what the runtime has no tensor for from what it had. */
    private void fill(List<NDArray> ran, NDManager manager) {
        for (Node node : graph.nodes()) {
            if (ran.get(node.id()) == null) {
                List<NDArray> inputs = new ArrayList<>();
                node.inputs().forEach(i -> inputs.add(view(ran.get(i), manager)));
                ran.set(node.id(), simulator.compute(node, inputs));
            }
        }
    }

    private static long[] top1(NDArray codes, int batch) {
        return codes.reshape(batch, -1).argMax(1).toLongArray();
    }

    private static NDArray view(NDArray x, NDManager manager) {
        NDArray view = x.reshape(x.getShape());
        view.attach(manager);
        return view;
    }

    private void compare(List<NDArray> simulated, List<NDArray> ran, NDManager manager) {
        for (OperatorParity operator : List.copyOf(operators.values())) {
            Node node = graph.node(operator.node());
            float[] expected = ran.get(node.id()).toFloatArray();
            Comparison own = Comparison.of(simulated.get(node.id()).toFloatArray(), expected);
            try (NDManager scope = manager.newSubManager()) {
                List<NDArray> inputs = new ArrayList<>();
                node.inputs().forEach(i -> inputs.add(view(ran.get(i), scope)));
                float[] found = simulator.compute(node, inputs).toFloatArray();
                operators.put(node.id(), operator.plus(own, Comparison.of(found, expected)));
            }
        }
    }

    /** Returns what was found so far. */
    public ParityReport report() {
        return new ParityReport(List.copyOf(operators.values()), examples, sameTop1);
    }

    @Override
    public void close() {
        runtime.close();
    }
}
