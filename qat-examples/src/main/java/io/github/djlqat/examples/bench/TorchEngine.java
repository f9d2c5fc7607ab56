package io.github.djlqat.examples.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.github.djlqat.examples.train.EngineThreads;

/** DJL's PyTorch engine on a block in float. */
final class TorchEngine implements Engine {

    /** What the engine was told last; it has one number of threads for all. */
    private static int current;

    private final NDManager manager = NDManager.newBaseManager();
    private final Block block;
    private final NDArray image;
    private final int threads;

    TorchEngine(BenchModel network, int threads) {
        this.threads = threads;
        block = network.block(manager, network.classes());
        image = manager.randomNormal(0, 1, network.input(1), DataType.FLOAT32);
    }

    @Override
    public int threads() {
        return threads;
    }

    @Override
    public void run() {
        use(threads);
        try (NDManager each = manager.newSubManager()) {
            // Results lie with the manager of what they were made from.
            NDArray input = image.duplicate();
            input.attach(each);
            ParameterStore parameters = new ParameterStore(each, false);
            block.forward(parameters, new NDList(input), false).singletonOrThrow().toFloatArray();
        }
    }

    private static synchronized void use(int threads) {
        if (current != threads) {
            EngineThreads.set(threads);
            current = threads;
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
