package io.github.djlqat.analysis;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.github.djlqat.convert.Conversion;
import io.github.djlqat.convert.ConversionOptions;
import io.github.djlqat.convert.Converter;
import io.github.djlqat.graph.Graph;
import io.github.djlqat.graph.pass.Passes;
import io.github.djlqat.network.Calibration;
import io.github.djlqat.network.QuantizationConfig;
import io.github.djlqat.network.QuantizedNetwork;
import io.github.djlqat.runtime.LoadOptions;
import io.github.djlqat.runtime.MalformedModelException;
import io.github.djlqat.trace.Tracer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A job: takes blocks with random weights, such as those of DJL's model zoo, all the way to the
 * integer runtime, and compares every code.
 *
 * <p>Each block is initialized from a seed and shown generated images in training mode, so that
 * batch norm's statistics fit its weights; then it is traced, calibrated on other images,
 * converted, and compared on others again.
 */
public final class ZooParity {

    private static final int CALIBRATION_BATCHES = 2;

    private final LoadOptions options;
    private final int images;
    private final int warmUps;
    private final int seed;

    /**
     * Prepares the job.
     *
     * @param options how the runtime loads; rounding and kernels count
     * @param images how many are compared, at least 1
     * @param warmUps how many batches batch norm sees
     * @param seed of weights and images
     */
    public ZooParity(LoadOptions options, int images, int warmUps, int seed) {
        if (images < 1 || warmUps < 0) {
            throw new IllegalArgumentException(
                    "expected at least 1 image and 0 batches to warm up, found "
                            + images
                            + " and "
                            + warmUps);
        }
        this.options = options;
        this.images = images;
        this.warmUps = warmUps;
        this.seed = seed;
    }

    /**
     * A block to compare.
     *
     * @param name for reports
     * @param block makes it, not initialized
     * @param input its input's shape, batch 1
     */
    public record Case(String name, Supplier<Block> block, Shape input) {}

    /**
     * What was found.
     *
     * @param name the case's
     * @param operators of the integer graph
     * @param report code by code
     */
    public record Result(String name, int operators, ParityReport report) {}

    /**
     * Compares one block.
     *
     * @throws io.github.djlqat.runtime.UnsupportedOperatorException if it has no integer form
     * @throws MalformedModelException if the runtime refuses the graph
     */
    public Result run(Case zoo) throws MalformedModelException {
        try (NDManager manager = NDManager.newBaseManager()) {
            Engine engine = manager.getEngine();
            Integer before = engine.getSeed();
            engine.setRandomSeed(seed);
            try {
                return run(zoo, manager);
            } finally {
                if (before != null) {
                    engine.setRandomSeed(before);
                }
            }
        }
    }

    private Result run(Case zoo, NDManager manager) throws MalformedModelException {
        Block block = zoo.block().get();
        Shape shape = zoo.input();
        block.initialize(manager, DataType.FLOAT32, shape);
        for (int i = 0; i < warmUps; i++) {
            try (NDManager scope = manager.newSubManager()) {
                block.forward(new ParameterStore(scope, false), batch(scope, shape, 8), true);
            }
        }
        Graph graph = Passes.forTraining().apply(Tracer.trace(block, shape));
        QuantizedNetwork network =
                new QuantizedNetwork(
                        block, graph, QuantizationConfig.int8PostTraining(), manager, shape);
        List<NDList> calibration = new ArrayList<>();
        for (int i = 0; i < CALIBRATION_BATCHES; i++) {
            calibration.add(batch(manager, shape, 4));
        }
        Calibration.run(network, calibration);
        Conversion conversion = Converter.convert(network.freeze(), ConversionOptions.INT8);
        try (Parity parity = new Parity(conversion, options)) {
            for (int i = 0; i < images; i++) {
                try (NDManager scope = manager.newSubManager()) {
                    parity.add(batch(scope, shape, 1));
                }
            }
            return new Result(zoo.name(), conversion.graph().operators().size(), parity.report());
        }
    }

    /** Returns generated images: smooth patches of colour with noise, about -2 to 2. */
    private static NDList batch(NDManager manager, Shape shape, int count) {
        Shape all = new Shape(count).addAll(shape.slice(1));
        NDArray noise = manager.randomNormal(0, 0.3f, all, DataType.FLOAT32);
        if (shape.dimension() != 4) {
            return new NDList(noise.mul(3));
        }
        Shape patches = new Shape(count, shape.get(1), 4, 4);
        NDArray colours = manager.randomUniform(-1.5f, 1.5f, patches, DataType.FLOAT32);
        long[] size = {shape.get(2), shape.get(3)};
        NDArray smooth = colours.getNDArrayInternal().interpolation(size, 2, false);
        return new NDList(smooth.add(noise));
    }
}
