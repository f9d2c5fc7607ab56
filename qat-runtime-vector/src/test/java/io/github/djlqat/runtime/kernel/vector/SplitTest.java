package io.github.djlqat.runtime.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SplitTest {

    private static final long FEW = 1000;
    private static final long MANY = 1 << 20;

    @Test
    void everyPanelOfEveryRowIsComputedOnce() {
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            int images = 1 + random.nextInt(3);
            int height = 1 + random.nextInt(20);
            int capacity = 1 + random.nextInt(height + 3);
            int panels = 1 + random.nextInt(12);
            long bytes = i % 2 == 0 ? FEW : MANY;
            Split split = new Split(height, capacity, panels, bytes, 1 + random.nextInt(8));
            int[] times = new int[images * height * panels];
            int units = split.units(images);
            for (int unit = 0; unit < units; ) {
                int end = unit + 1 + random.nextInt(units - unit);
                while (unit < end) {
                    int taken = split.take(unit, end);
                    int rows = split.rows(unit, taken);
                    assertThat(rows).isBetween(1, capacity);
                    for (int row = 0; row < rows; row++) {
                        int at = split.image(unit) * height + split.row(unit) + row;
                        for (int p = split.beginPanel(unit); p < split.endPanel(unit, taken); p++) {
                            times[at * panels + p]++;
                        }
                    }
                    unit += taken;
                }
            }
            assertThat(times).containsOnly(1);
        }
    }

    @Test
    void fewWeightsAreSplitByRowsAndManyByPanels() {
        Split few = new Split(14, 6, 8, FEW, 4);
        assertThat(few.units(2)).isEqualTo(28);
        assertThat(few.take(3, 28)).isEqualTo(6);
        assertThat(few.endPanel(3, 6)).isEqualTo(8);
        Split many = new Split(14, 6, 8, MANY, 4);
        assertThat(many.units(2)).isEqualTo(24);
        assertThat(many.rows(0, 1)).isEqualTo(5);
        assertThat(many.take(3, 24)).isEqualTo(1);
        assertThat(many.beginPanel(3)).isEqualTo(6);
        assertThat(new Split(14, 6, 3, MANY, 4).units(1)).isEqualTo(9);
    }
}
