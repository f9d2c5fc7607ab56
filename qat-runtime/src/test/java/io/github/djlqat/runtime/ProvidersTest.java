package io.github.djlqat.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.testing.RandomGraphs;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** The choice of kernels by name, and all numbers of threads giving the same bytes. */
class ProvidersTest {

    private static final LoadOptions REFERENCE = LoadOptions.defaults().withKernels("reference");

    @Test
    void anyNumberOfThreadsGivesTheSameBytes() throws Exception {
        for (int seed = 0; seed < 24; seed++) {
            IntegerGraph graph =
                    seed % 2 == 0
                            ? RandomGraphs.chain(seed / 2, ElementType.INT8)
                            : RandomGraphs.customChain(seed / 2);
            byte[] many = RandomGraphs.codes(graph.tensor(graph.inputs().get(0)), seed, 9);
            byte[] one = Arrays.copyOf(many, many.length / 9);
            byte[] expectedMany = IntegerModel.of(graph, REFERENCE).run(many);
            byte[] expectedOne = IntegerModel.of(graph, REFERENCE).run(one);
            for (int threads : new int[] {2, 3, 7}) {
                try (IntegerModel model = IntegerModel.of(graph, REFERENCE.withThreads(threads))) {
                    assertThat(model.run(many)).as("seed " + seed).isEqualTo(expectedMany);
                    assertThat(model.run(one)).as("seed " + seed).isEqualTo(expectedOne);
                }
            }
        }
    }

    @Test
    void vectorKernelsThatAreNotThereAreRefused() {
        assertThatThrownBy(() -> KernelSelection.select("vector"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected 'auto' or 'reference', found 'vector'")
                .hasMessageContaining("expected qat-runtime-vector on the class path");
    }

    /** In a class loader of its own, which has logged nothing yet. */
    @Test
    void automaticFallsBackWithOneLine() throws Exception {
        List<String> lines = new ArrayList<>();
        Handler handler =
                new Handler() {
                    @Override
                    public void publish(LogRecord record) {
                        lines.add(record.getMessage());
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                };
        Logger logger = Logger.getLogger(KernelSelection.class.getName());
        URL classes = KernelSelection.class.getProtectionDomain().getCodeSource().getLocation();
        logger.addHandler(handler);
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes}, ClassLoader.getPlatformClassLoader())) {
            Method select =
                    loader.loadClass(KernelSelection.class.getName())
                            .getDeclaredMethod("select", String.class);
            select.setAccessible(true);
            for (int i = 0; i < 3; i++) {
                assertThat(select.invoke(null, "auto").getClass().getSimpleName())
                        .isEqualTo("ReferenceKernels");
            }
        } finally {
            logger.removeHandler(handler);
        }
        assertThat(lines)
                .singleElement()
                .asString()
                .contains("kernels: reference", "no vector kernels", "qat-runtime-vector");
    }

    @Test
    void unknownKernelsAreRefused() {
        assertThatThrownBy(() -> LoadOptions.defaults().withKernels("gpu"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("auto")
                .hasMessageContaining("gpu");
    }
}
