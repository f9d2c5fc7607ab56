package io.github.djlqat.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CosineScheduleTest {

    @Test
    void risesInALineAndFallsAlongACosine() {
        CosineSchedule schedule = new CosineSchedule(0.8f, 0.2f, 4, 24);
        assertThat(schedule.getNewValue(0)).isEqualTo(0.2f);
        assertThat(schedule.getNewValue(1)).isEqualTo(0.4f);
        assertThat(schedule.getNewValue(3)).isEqualTo(0.8f);
        assertThat(schedule.getNewValue(4)).isEqualTo(0.8f);
        assertThat(schedule.getNewValue(14)).isCloseTo(0.5f, within(1e-6f));
        assertThat(schedule.getNewValue(19))
                .isCloseTo((float) (0.5 - 0.3 * Math.sqrt(0.5)), within(1e-6f));
        assertThat(schedule.getNewValue(24)).isEqualTo(0.2f);
        assertThat(schedule.getNewValue(1_000_000)).isEqualTo(0.2f);
    }

    @Test
    void neverRisesAfterTheWarmUp() {
        CosineSchedule schedule = new CosineSchedule(1, 0, 0, 1000);
        for (int step = 1; step <= 1000; step++) {
            assertThat(schedule.getNewValue(step))
                    .isLessThanOrEqualTo(schedule.getNewValue(step - 1));
        }
    }

    @Test
    void refusesWhatIsNoSchedule() {
        assertThatThrownBy(() -> new CosineSchedule(0, 0, 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("peak > 0, found end 0.0 and peak 0.0");
        assertThatThrownBy(() -> new CosineSchedule(Float.NaN, 0, 0, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CosineSchedule(1, 2, 0, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CosineSchedule(1, 0, 5, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found 4 steps and warmup 5");
    }
}
