package io.github.djlqat.examples.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LineProgressTest {

    @Test
    void aLineForEachIntervalAndOneAtTheEnd() {
        StringWriter text = new StringWriter();
        AtomicLong now = new AtomicLong();
        ProgressDisplay display =
                ProgressDisplay.lines(new PrintWriter(text), Duration.ofSeconds(10), now::get);
        try (Progress progress = display.start("train", 100, " img")) {
            for (int i = 1; i <= 100; i++) {
                now.addAndGet(300_000_000L);
                progress.update(i, "loss " + i);
            }
        }
        assertThat(text.toString().lines())
                .containsExactly(
                        "train: 34/100 img, 10 s, loss 34",
                        "train: 68/100 img, 20 s, loss 68",
                        "train: 100/100 img, 30 s, loss 100");
    }

    @Test
    void barsEndAtTheTotal() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        try (Progress progress = ProgressDisplay.bars(stream).start("work", 3, " img")) {
            progress.update(3, "done");
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("work").contains("3/3 img");
    }
}
