package io.github.djlqat.trace;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.github.djlqat.graph.Graph;
import io.github.djlqat.graph.pass.Passes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every model of DJL's zoo for image classification, traced, simplified and run. */
class ZooTraceTest {

    @ParameterizedTest
    @EnumSource
    void tracedGraphComputesWhatTheModelComputes(Zoo model) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Block block = Samples.initialize(model.build(), manager, 7, model.shape(1));
            Graph graph = Tracer.trace(block, model.shape(1));
            Graph simple = Passes.forInference().apply(graph);
            for (int batch : new int[] {1, 2, 5}) {
                try (NDManager own = manager.newSubManager()) {
                    NDList input = Samples.input(own, batch, model.shape(batch));
                    ParameterStore store = new ParameterStore(own, false);
                    float[] expected =
                            block.forward(store, input, false).singletonOrThrow().toFloatArray();
                    float[] found =
                            GraphExecutor.run(simple, input).singletonOrThrow().toFloatArray();
                    assertThat(Closeness.difference(expected, found)).isLessThan(1e-4);
                }
            }
        }
    }
}
