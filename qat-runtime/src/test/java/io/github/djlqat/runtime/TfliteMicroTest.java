package io.github.djlqat.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlqat.runtime.arithmetic.RoundingMode;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.testing.RandomGraphs;
import io.github.djlqat.runtime.testing.RandomGraphs.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Outputs of TFLite-Micro's reference kernels (built from its sources, x86-64, no optimized
 * kernels, with double rounding and with single) on random graphs, kept as checksums: each line is
 * a kind of graph, its seed, and the CRC-32 of the outputs of 4 examples.
 */
class TfliteMicroTest {

    @ParameterizedTest
    @ValueSource(strings = {"double", "single"})
    void everyByteIsTheSame(String rounding) throws Exception {
        RoundingMode mode = RoundingMode.valueOf(rounding.toUpperCase(Locale.ROOT));
        LoadOptions options = LoadOptions.defaults().withKernels("reference").withRounding(mode);
        List<String> lines = lines("tflite-micro-" + rounding + ".txt");
        assertThat(lines).hasSizeGreaterThan(100);
        for (String line : lines) {
            String[] parts = line.split(" ");
            long seed = Long.parseLong(parts[1]);
            IntegerGraph graph =
                    parts[0].equals("CHAIN")
                            ? RandomGraphs.chain(seed, ElementType.INT8)
                            : RandomGraphs.single(Kind.valueOf(parts[0]), seed, ElementType.INT8);
            byte[] input = RandomGraphs.codes(graph.tensor(graph.inputs().get(0)), seed, 4);
            CRC32 crc = new CRC32();
            crc.update(IntegerModel.of(graph, options).run(input));
            assertThat(Long.toHexString(crc.getValue())).as(line).isEqualTo(parts[2]);
        }
    }

    private static List<String> lines(String name) throws IOException {
        try (InputStream stream = TfliteMicroTest.class.getResourceAsStream(name);
                BufferedReader reader =
                        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        }
    }
}
