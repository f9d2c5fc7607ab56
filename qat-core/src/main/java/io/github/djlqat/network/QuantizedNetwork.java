package io.github.djlqat.network;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.github.djlqat.graph.Graph;
import io.github.djlqat.graph.Node;
import io.github.djlqat.graph.Op;
import io.github.djlqat.network.gradient.GradientCuts;
import io.github.djlqat.network.gradient.Joints;
import io.github.djlqat.network.gradient.StochasticGradient;
import io.github.djlqat.network.operation.Activations;
import io.github.djlqat.network.operation.Execution;
import io.github.djlqat.network.operation.Operations;
import io.github.djlqat.network.plan.BinaryInputs;
import io.github.djlqat.network.plan.FrozenNetwork;
import io.github.djlqat.network.plan.InputSchemes;
import io.github.djlqat.network.plan.Preparation;
import io.github.djlqat.network.plan.QuantizationPlan;
import io.github.djlqat.network.plan.QuantizationPlan.Placement;
import io.github.djlqat.network.simulation.IntegerSimulator;
import io.github.djlqat.quant.Observed;
import io.github.djlqat.quant.ValueScheme;
import io.github.djlqat.quant.WeightScheme;
import io.github.djlqat.runtime.arithmetic.RoundingMode;
import io.github.djlqat.runtime.graph.Activation;
import io.github.djlqat.runtime.graph.Quantization;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * A block as the integer runtime will compute it, to be calibrated, trained and converted.
 *
 * <p>Input and output: those of the block it was made from, any batch size. That block is a child:
 * its parameters keep their names and are shared, so training this network trains the block. The
 * quantizers are children too, so that saving the network's parameters saves all of its state.
 */
public final class QuantizedNetwork extends AbstractBlock {

    private static final byte VERSION = 2;

    private final Block source;
    private final QuantizationPlan plan;
    private final Graph graph;
    private final Execution execution;
    private final Graph floats;
    private final Map<Integer, ValueNode> values = new LinkedHashMap<>();
    private final Map<Integer, WeightedLayer> layers = new LinkedHashMap<>();
    private final Map<Integer, WeightedLayer> floatLayers = new LinkedHashMap<>();
    private final Map<Integer, SignNode> signs = new LinkedHashMap<>();
    private final List<Integer> layerIds;
    private final BitSet joints;
    private final GradientCuts cuts = new GradientCuts();

    private final boolean exactBatchNorm;

    private Mode mode = Mode.QUANTIZE;
    private Simulation simulation;
    private boolean batchNormFrozen;
    private boolean observersFrozen;
    private boolean quantizersEnabled = true;

    /**
     * Makes a network.
     *
     * @param source the block, initialized
     * @param traced its graph, fused for training
     * @param config how it is quantized
     * @param manager owns the quantizers' state
     * @param inputShapes the shapes it was traced with
     */
    public QuantizedNetwork(
            Block source,
            Graph traced,
            QuantizationConfig config,
            NDManager manager,
            Shape... inputShapes) {
        super(VERSION);
        this.source = addChildBlock("model", source);
        Preparation.Result prepared = Preparation.rewrite(traced, manager);
        prepared.parameters().forEach(this::addParameter);
        LayerSchemes layerSchemes = new LayerSchemes(prepared.graph(), config);
        floats = prepared.graph();
        BinaryInputs.Result signed = BinaryInputs.rewrite(floats, layerSchemes.inputs(), manager);
        signed.parameters().forEach(this::addParameter);
        InputSchemes.Result schemes = InputSchemes.rewrite(signed.graph(), signed.wanted());
        graph = schemes.graph();
        plan = new QuantizationPlan(graph);
        execution = new Execution(graph);
        simulation = config.simulation();
        exactBatchNorm = config.exactBatchNorm();
        ValueScheme usual = config.values().orElseGet(() -> new Observed(config.activation()));
        for (int group : plan.adaptableGroups()) {
            ValueScheme scheme = schemes.schemes().getOrDefault(group, usual);
            String name = graph.node(group).name();
            ValueNode q = new ValueNode(scheme.create(name, plan.isNonNegative(group)));
            values.put(group, q);
            addChildBlock("quantizer", q.block());
        }
        for (Node node : graph.nodes()) {
            if (WeightedLayer.isWeighted(node.op())) {
                String path = WeightedLayer.weightOf(node.op()).path();
                WeightScheme scheme = layerSchemes.weight(node);
                requireOneBit(node, scheme);
                WeightedLayer layer = new WeightedLayer(node, scheme.create(path));
                layers.put(node.id(), layer);
                floats.nodes().stream()
                        .filter(f -> f.name().equals(node.name()))
                        .forEach(f -> floatLayers.put(f.id(), layer));
                addChildBlock("weightQuantizer", layer.quantizer());
            } else if (node.op() instanceof Op.Binarize) {
                signs.put(node.id(), new SignNode(node));
            }
        }
        layerIds = List.copyOf(layers.keySet());
        joints = Joints.of(graph, node -> WeightedLayer.isWeighted(node.op()));
        if (config.gradientBits() > 0) {
            cuts.setQuantizer(
                    new StochasticGradient(
                            config.gradientBits(), config.gradientSeed(), layers.size()));
        }
        initialize(manager, DataType.FLOAT32, inputShapes);
    }

    private void requireOneBit(Node node, WeightScheme scheme) {
        if (plan.readsSigns(node.id()) && scheme.bits() != 1) {
            throw new IllegalArgumentException(
                    node.name()
                            + ": expected weights of 1 bit in a layer that reads signs, found "
                            + scheme
                            + " of "
                            + scheme.bits()
                            + " bits");
        }
    }

    /** Returns the graph that is computed and which of its values share a quantization. */
    public QuantizationPlan plan() {
        return plan;
    }

    /** Returns the block this network was made from. */
    public Block source() {
        return source;
    }

    /** Returns what the quantizers do. */
    public Mode mode() {
        return mode;
    }

    /** Says what the quantizers do. */
    public void setMode(Mode mode) {
        this.mode = Objects.requireNonNull(mode, "mode");
    }

    /** Returns how the network evaluates. */
    public Simulation simulation() {
        return simulation;
    }

    /** Says how the network evaluates when it quantizes and does not train. */
    public void setSimulation(Simulation simulation) {
        this.simulation = Objects.requireNonNull(simulation, "simulation");
    }

    /** Keeps batch norm's statistics from now on: only folded weights and biases remain. */
    public void freezeBatchNorm() {
        batchNormFrozen = true;
    }

    /** Returns whether {@link #freezeBatchNorm} was called. */
    public boolean isBatchNormFrozen() {
        return batchNormFrozen;
    }

    /**
     * Keeps the ranges of all values from now on; those of weights follow their weights.
     *
     * @throws IllegalStateException if a value was never observed
     */
    public void freezeObservers() {
        values.values().forEach(q -> q.block().freeze());
        observersFrozen = true;
    }

    /** Returns whether {@link #freezeObservers} was called. */
    public boolean areObserversFrozen() {
        return observersFrozen;
    }

    /**
     * Says whether quantizers quantize, or only observe: what is then left of {@link Mode#QUANTIZE}
     * is folding. Integer simulations quantize always.
     */
    public void setQuantizersEnabled(boolean enabled) {
        quantizersEnabled = enabled;
        values.values().forEach(q -> q.block().setEnabled(enabled));
        layers.values().forEach(layer -> layer.quantizer().setEnabled(enabled));
    }

    /**
     * Returns where training passes were cut, for the backward pass of {@code
     * training.quantized.QuantizedBackward}. Without gradients of few bits there are no cuts.
     */
    public GradientCuts gradientCuts() {
        return cuts;
    }

    /**
     * Returns the network with every number decided, as conversion needs it. The parameters'
     * present values are copied.
     *
     * @throws IllegalStateException if a value was never observed, or a weight is not finite; the
     *     message names it
     */
    public FrozenNetwork freeze() {
        return new Freezing(plan, exactBatchNorm, values, layers, signs).network();
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        requireShapes(inputs.getShapes());
        if (mode == Mode.QUANTIZE && !training && simulation != Simulation.FLOAT) {
            return simulate(inputs);
        }
        if (mode == Mode.FLOAT) {
            return new Execution(floats)
                    .run(inputs, (node, x) -> computeFloat(node, x, store, training));
        }
        if (training && mode == Mode.QUANTIZE && quantizersEnabled && cuts.isActive()) {
            cuts.begin(inputs.head().getManager());
            return execution.run(inputs, (node, x) -> computeCut(node, x, store));
        }
        return execution.run(inputs, (node, x) -> compute(node, x, store, training, y -> y));
    }

    /** Computes a node of a training pass whose gradients are quantized. */
    private NDArray computeCut(Node node, List<NDArray> inputs, ParameterStore store) {
        UnaryOperator<NDArray> boundary = y -> cuts.atLayer(y, layerIds.indexOf(node.id()));
        NDArray y = compute(node, inputs, store, true, boundary);
        boolean given = y == inputs.get(0);
        return joints.get(node.id()) && !given ? cuts.atJoint(y) : y;
    }

    private NDList simulate(NDList inputs) {
        RoundingMode rounding =
                simulation == Simulation.SINGLE ? RoundingMode.SINGLE : RoundingMode.DOUBLE;
        FrozenNetwork frozen = freeze();
        IntegerSimulator simulator = new IntegerSimulator(frozen, rounding);
        return execution.run(
                inputs,
                (node, x) -> {
                    Quantization q = frozen.quantization(node.id());
                    boolean input = node.op() instanceof Op.Input;
                    NDArray codes =
                            input
                                    ? IntegerSimulator.quantize(x.get(0), q)
                                    : simulator.compute(node, x);
                    return graph.outputs().contains(node.id())
                            ? IntegerSimulator.dequantize(codes, q)
                            : codes;
                });
    }

    private NDArray computeFloat(
            Node node, List<NDArray> inputs, ParameterStore store, boolean training) {
        WeightedLayer layer = floatLayers.get(node.id());
        boolean batchStatistics = training && !batchNormFrozen;
        NDArray y =
                layer == null
                        ? withoutWeights(node, inputs, training)
                        : layer.computeFloat(inputs.get(0), store, batchStatistics, training);
        return Activations.apply(y, Activations.of(node.op()));
    }

    private static NDArray withoutWeights(Node node, List<NDArray> inputs, boolean training) {
        return node.op() instanceof Op.Input
                ? inputs.get(0)
                : Operations.compute(node, inputs, training);
    }

    private NDArray compute(
            Node node,
            List<NDArray> inputs,
            ParameterStore store,
            boolean training,
            UnaryOperator<NDArray> boundary) {
        boolean calibrate = mode == Mode.CALIBRATE;
        NDArray x = inputs.get(0);
        WeightedLayer layer = layers.get(node.id());
        SignNode sign = signs.get(node.id());
        boolean batchStatistics = mode == Mode.ESTIMATE || training && !batchNormFrozen;
        NDArray y;
        if (sign != null) {
            NDArray z =
                    calibrate
                            ? sign.calibrate(x, store)
                            : sign.normalize(x, store, batchStatistics, training);
            return values.get(node.id()).quantize(store, z, training, false);
        } else if (layer == null) {
            y = withoutWeights(node, inputs, training);
        } else if (!calibrate) {
            y = layer.computeQuantized(x, store, batchStatistics, training, boundary);
        } else if (plan.readsSigns(node.id())) {
            y = layer.calibrate(x, store);
        } else {
            y = layer.computeFloat(x, store, batchStatistics, training);
        }
        return place(node, y, store, training);
    }

    /** Applies the node's activation and brings the result onto its group's grid. */
    private NDArray place(Node node, NDArray y, ParameterStore store, boolean training) {
        Activation activation = Activations.of(node.op());
        Placement placement = plan.placement(node.id());
        ValueNode quantizer = values.get(plan.group(node.id()));
        if (placement == Placement.KEPT) {
            return Activations.apply(y, activation);
        }
        if (mode == Mode.CALIBRATE) {
            NDArray z = Activations.apply(y, activation);
            if (placement == Placement.NEW && quantizer != null) {
                quantizer.observe(z);
            }
            return z;
        }
        if (quantizer == null) {
            return ValueNode.fixed(y, plan.fixed(node.id()).orElseThrow());
        }
        if (placement == Placement.ROUNDED) {
            return quantizer.round(store, y);
        }
        boolean subsumed = plan.subsumes(node.id(), activation) && quantizer.block().clampsAtZero();
        NDArray z = subsumed ? y : Activations.apply(y, activation);
        return quantizer.quantize(
                store, z, training, layers.containsKey(node.id()) && !plan.readsSigns(node.id()));
    }

    private void requireShapes(Shape[] shapes) {
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Op.Input) {
                int index = ((Op.Input) node.op()).index();
                boolean fits = index < shapes.length;
                if (!fits || !shapes[index].slice(1).equals(node.shape().slice(1))) {
                    throw new IllegalArgumentException(
                            String.format(
                                    "input %d: expected shape %s, as traced, found %s",
                                    index, node.shape(), fits ? shapes[index] : "none"));
                }
            }
        }
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        requireShapes(inputShapes);
        long batch = inputShapes[0].get(0);
        return graph.outputs().stream()
                .map(o -> graph.node(o).shape())
                .map(s -> s.get(0) < 0 ? new Shape(batch).addAll(s.slice(1)) : s)
                .toArray(Shape[]::new);
    }

    @Override
    protected void initializeChildBlocks(
            NDManager manager, DataType dataType, Shape... inputShapes) {
        requireShapes(inputShapes);
        source.initialize(manager, dataType, inputShapes);
        values.values().forEach(q -> q.block().initialize(manager, dataType, new Shape(1)));
        layers.forEach(
                (id, layer) -> {
                    Shape s = WeightedLayer.weightOf(graph.node(id).op()).parameter().getShape();
                    layer.quantizer().initialize(manager, dataType, s);
                });
    }

    @Override
    protected void saveMetadata(DataOutputStream os) throws IOException {
        saveInputShapes(os);
        os.writeUTF(mode.name());
        os.writeUTF(simulation.name());
        os.writeBoolean(batchNormFrozen);
        os.writeBoolean(observersFrozen);
        os.writeBoolean(quantizersEnabled);
        os.writeLong(cuts.steps());
    }

    @Override
    public void loadMetadata(byte loadVersion, DataInputStream is)
            throws IOException, MalformedModelException {
        if (loadVersion < 1 || loadVersion > VERSION) {
            throw new MalformedModelException(
                    String.format(
                            "quantized network: expected version 1 to %d, found %d",
                            VERSION, loadVersion));
        }
        readInputShapes(is);
        try {
            mode = Mode.valueOf(is.readUTF());
            simulation = Simulation.valueOf(is.readUTF());
        } catch (IllegalArgumentException e) {
            throw new MalformedModelException("quantized network: " + e.getMessage(), e);
        }
        batchNormFrozen = is.readBoolean();
        observersFrozen = is.readBoolean();
        setQuantizersEnabled(is.readBoolean());
        cuts.setSteps(loadVersion > 1 ? is.readLong() : 0);
    }
}
