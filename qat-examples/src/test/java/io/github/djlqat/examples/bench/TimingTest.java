package io.github.djlqat.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djlqat.examples.progress.ProgressDisplay;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TimingTest {

    @Test
    void medianAndSpreadOfUnsortedMeasurements() {
        Timing timing = Timing.of(5e6, 1e6, 3e6, 2e6, 4e6);
        assertThat(timing).isEqualTo(new Timing(3e6, 1.4e6, 4.6e6, 5));
        assertThat(timing.milliseconds()).isEqualTo("3.000");
        assertThat(timing.spread()).isEqualTo("1.400..4.600");
        assertThat(timing.timesFasterThan(Timing.of(6e6))).isEqualTo(2);
        assertThatThrownBy(Timing::of).hasMessage("expected at least one measurement, found none");
    }

    @Test
    void worksTakeTurnsAndShortOnesAreRepeated() {
        AtomicLong clock = new AtomicLong();
        List<String> calls = new ArrayList<>();
        List<Timing> timings =
                new Interleaved(2, 100, clock::get)
                        .measure(
                                "x",
                                ProgressDisplay.silent(),
                                List.of(
                                        () -> {
                                            clock.addAndGet(50);
                                            calls.add("a");
                                        },
                                        () -> {
                                            clock.addAndGet(700);
                                            calls.add("b");
                                        }));
        assertThat(timings)
                .containsExactly(new Timing(50, 50, 50, 2), new Timing(700, 700, 700, 2));
        // The warm-up: six turns of each, the first of which is a gain over none.
        String warm = "aa".repeat(6) + "b".repeat(6);
        assertThat(String.join("", calls)).isEqualTo(warm + "aab" + "aab");
    }

    @Test
    void warmUpEndsWhenWorkNoLongerGetsFaster() {
        AtomicLong clock = new AtomicLong();
        List<Long> calls = new ArrayList<>();
        new Interleaved(1, 100, clock::get)
                .warmUp(
                        List.of(
                                () -> {
                                    long time = Math.max(40, 800 - 100L * calls.size());
                                    calls.add(time);
                                    clock.addAndGet(time);
                                }));
        // 800, 700, ... 100 last a turn each; then turns of three calls of 40, of which the first
        // gains.
        assertThat(calls).hasSize(8 + 6 * 3).contains(800L, 40L);
    }

    @Test
    void warmUpEndsAlsoWhereWorkGetsFasterForever() {
        AtomicLong clock = new AtomicLong();
        AtomicLong calls = new AtomicLong();
        new Interleaved(1, 1, clock::get)
                .warmUp(List.of(() -> clock.addAndGet(1L << (61 - calls.incrementAndGet()))));
        assertThat(calls).hasValue(60);
    }
}
