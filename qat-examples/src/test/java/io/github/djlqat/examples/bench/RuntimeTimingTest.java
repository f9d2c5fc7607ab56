package io.github.djlqat.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlqat.examples.plot.SvgFile;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class RuntimeTimingTest {

    private static RuntimeTiming timing(String engine, int threads, double milliseconds) {
        return new RuntimeTiming("resnet8", engine, threads, Timing.of(milliseconds * 1e6));
    }

    private static List<String> bars(RuntimeTiming... timings) throws Exception {
        return new SvgFile(RuntimeTiming.plot(List.of(timings)))
                .elements("rect").stream()
                        .filter(r -> r.getElementsByTagName("title").getLength() == 1)
                        .map(Element::getTextContent)
                        .toList();
    }

    @Test
    void speedIsNextToOnnxRuntimeOnAsManyThreads() throws Exception {
        assertThat(
                        bars(
                                timing("vector", 1, 4),
                                timing("vector", 2, 3),
                                timing("onnxruntime-int8", 1, 2),
                                timing("onnxruntime-int8", 2, 1.5)))
                .containsExactly(
                        "vector: 0.5", "onnxruntime-int8: 1", "vector: 0.5", "onnxruntime-int8: 1");
    }

    @Test
    void withoutItTheFirstEngineCounts() throws Exception {
        assertThat(bars(timing("reference", 1, 30), timing("vector", 1, 4)))
                .containsExactly("reference: 1", "vector: 7.5");
    }
}
