package io.github.djlqat.graph.pass;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.github.djlqat.graph.Graph;
import io.github.djlqat.trace.GraphExecutor;
import io.github.djlqat.trace.Samples;
import io.github.djlqat.trace.Tracer;

/** Applies a pass to a traced block and runs the graph before and after it. */
final class PassCheck {

    static final Shape IMAGE = new Shape(1, 4, 8, 6);

    private PassCheck() {}

    /** Checks the operations before and after, and that both graphs compute the same. */
    static Graph check(GraphPass pass, Block block, Shape shape, String before, String after) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Samples.initialize(block, manager, 3, shape);
            Graph old = Tracer.trace(block, shape);
            Graph changed = pass.apply(old);
            assertThat(Samples.kinds(old)).isEqualTo("Input " + before);
            assertThat(Samples.kinds(changed)).isEqualTo("Input " + after);
            for (int batch = 1; batch <= 2; batch++) {
                NDList input =
                        Samples.input(manager, batch, new Shape(batch).addAll(shape.slice(1)));
                NDList expected = GraphExecutor.run(old, input);
                NDList found = GraphExecutor.run(changed, input);
                assertThat(found).hasSameSizeAs(expected);
                for (int i = 0; i < found.size(); i++) {
                    assertThat(found.get(i).getShape()).isEqualTo(expected.get(i).getShape());
                    assertThat(found.get(i).toFloatArray())
                            .usingComparatorWithPrecision(1e-4f)
                            .containsExactly(expected.get(i).toFloatArray());
                }
            }
            return changed;
        }
    }

    /** Checks that a pass leaves a block's graph as it is. */
    static void unchanged(GraphPass pass, Block block, Shape shape, String kinds) {
        check(pass, block, shape, kinds, kinds);
    }
}
