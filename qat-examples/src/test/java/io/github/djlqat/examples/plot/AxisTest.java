package io.github.djlqat.examples.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class AxisTest {

    @Test
    void linearAxesEndAtATick() {
        Axis axis = Axis.upTo(1.37);
        assertThat(axis.ticks().stream().map(Axis::label))
                .containsExactly("0", "0.2", "0.4", "0.6", "0.8", "1", "1.2", "1.4");
        assertThat(axis.share(0.7)).isEqualTo(0.5, within(1e-12));
        assertThat(Axis.upTo(1).high()).isEqualTo(1);
        assertThat(Axis.upTo(23).ticks()).containsExactly(0.0, 5.0, 10.0, 15.0, 20.0, 25.0);
    }

    @Test
    void logarithmicAxesNameOneTwoFive() {
        Axis axis = Axis.over(List.of(0.9, 30.0));
        assertThat(axis.ticks().stream().map(Axis::label))
                .containsExactly("1", "2", "5", "10", "20");
        assertThat(axis.share(Math.sqrt(0.9 * 30))).isEqualTo(0.5, within(1e-12));
    }

    @Test
    void oneNumberHasARangeToo() {
        assertThat(Axis.over(List.of(7.0, 7.0)).share(7)).isEqualTo(0.5, within(1e-12));
    }

    @Test
    void labelsAreShortAndWithoutExponent() {
        assertThat(Axis.label(1e6)).isEqualTo("1000000");
        assertThat(Axis.label(0.00002)).isEqualTo("0.00002");
        assertThat(Axis.label(3 * 0.2)).isEqualTo("0.6");
    }

    @Test
    void emptyRangesAreRefused() {
        assertThatThrownBy(() -> new Axis(1, 1, false))
                .hasMessage("axis: expected a range, found 1.0 to 1.0");
        assertThatThrownBy(() -> new Axis(0, 1, true))
                .hasMessage("axis: expected a range above 0, found 0.0 to 1.0");
        assertThatThrownBy(() -> new Axis(0, Double.NaN, false))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
