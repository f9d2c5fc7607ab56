package io.github.djlqat.examples.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djlqat.examples.profile.OperatorTimes.Window;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorTimesTest {

    @TempDir private Path folder;

    private final StringJoiner events = new StringJoiner(",", "[", "]");

    /** Adds an event of thread 1; times in microseconds. */
    private void event(String name, double start, double duration) {
        event(name, start, duration, 1);
    }

    private void event(String name, double start, double duration, int thread) {
        events.add(
                String.format(
                        Locale.ROOT,
                        "{\"name\": \"%s\", \"ph\": \"X\", \"ts\": %s, \"dur\": %s, \"tid\": %d}",
                        name,
                        start,
                        duration,
                        thread));
    }

    private OperatorTimes read(Window... optimizer) throws IOException {
        Path trace = folder.resolve("trace.json");
        Files.writeString(trace, events.toString());
        return OperatorTimes.read(trace, List.of(optimizer));
    }

    @Test
    void whatAnOperationCalledIsNotItsOwnTime() throws IOException {
        event("aten::conv2d", 0, 10_000);
        event("aten::mkldnn_convolution", 1_000, 8_000);
        event("aten::empty", 2_000, 500);
        event("aten::relu", 10_000, 3_000);
        OperatorTimes times = read();
        assertThat(times.milliseconds(OperationKind.CONVOLUTION)).isEqualTo(9.5);
        assertThat(times.milliseconds(OperationKind.OTHER)).isEqualTo(3.5);
        assertThat(times.total()).isEqualTo(13);
    }

    @Test
    void allWithinAQuantizerIsQuantization() throws IOException {
        event("observe_quantize", 0, 9_000);
        event("aten::clamp", 1_000, 4_000);
        event("aten::copy_", 2_000, 1_000);
        event("HardtanhBackward0", 9_000, 2_000);
        event("aten::hardtanh_backward", 9_500, 1_500);
        event("AddmvBackward0", 12_000, 1_000);
        event("aten::mv", 12_000, 1_000);
        OperatorTimes times = read();
        assertThat(times.milliseconds(OperationKind.QUANTIZATION)).isEqualTo(9);
        assertThat(times.milliseconds(OperationKind.QUANTIZATION_BACKWARD)).isEqualTo(2.5);
        assertThat(times.milliseconds(OperationKind.OTHER)).isEqualTo(0.5);
    }

    @Test
    void whatRunsWhileTheOptimizerDoesIsItsTime() throws IOException {
        event("aten::mul_", 1_000, 100);
        event("aten::mul_", 5_000, 200);
        event("aten::mul_", 6_000, 400);
        OperatorTimes times = read(new Window(4_000, 6_000));
        assertThat(times.milliseconds(OperationKind.OPTIMIZER)).isEqualTo(0.2);
        assertThat(times.milliseconds(OperationKind.OTHER)).isEqualTo(0.5);
    }

    @Test
    void threadsDoNotNest() throws IOException {
        event("aten::native_batch_norm", 0, 4_000, 1);
        event("aten::native_batch_norm_backward", 1_000, 1_000, 2);
        OperatorTimes times = read();
        assertThat(times.milliseconds(OperationKind.BATCH_NORM)).isEqualTo(4);
        assertThat(times.milliseconds(OperationKind.BATCH_NORM_BACKWARD)).isEqualTo(1);
    }

    @Test
    void anotherFileIsRefused() throws IOException {
        Path other = Files.writeString(folder.resolve("other.json"), "{\"a\": 1}");
        assertThatThrownBy(() -> OperatorTimes.read(other, List.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("expected a trace of PyTorch's profiler, found");
    }
}
