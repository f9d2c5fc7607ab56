package io.github.djlqat.runtime.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlqat.runtime.IntegerModel;
import io.github.djlqat.runtime.LoadOptions;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.testing.RandomGraphs;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written here the runtime loads, from every source, as the model of the graph. */
class WrittenModelTest {

    private static final LoadOptions OPTIONS = LoadOptions.defaults().withKernels("reference");

    @Test
    void fileStreamBytesAndGraphAreTheSameModel(@TempDir Path folder) throws Exception {
        IntegerGraph graph = RandomGraphs.chain(3, ElementType.INT8);
        byte[] input = RandomGraphs.codes(graph.tensor(graph.inputs().get(0)), 1, 4);
        byte[] expected = IntegerModel.of(graph, OPTIONS).run(input);
        byte[] bytes = TfliteWriter.write(graph);
        Path file = folder.resolve("model.tflite");
        Files.write(file, bytes);
        assertThat(IntegerModel.load(file, OPTIONS).run(input)).isEqualTo(expected);
        assertThat(IntegerModel.load(bytes, OPTIONS).run(input)).isEqualTo(expected);
        assertThat(IntegerModel.load(new ByteArrayInputStream(bytes), OPTIONS).run(input))
                .isEqualTo(expected);
    }
}
