package io.github.djlqat.quant.observer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HistogramTest {

    @Test
    void growingGivesTheCountsOfCountingAtOnce() {
        Random random = new Random(3);
        Histogram grown = new Histogram(256);
        Histogram atOnce = new Histogram(256);
        float[] all = new float[5 * 1000];
        for (int batch = 0; batch < 5; batch++) {
            float[] values = new float[1000];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (random.nextGaussian() * Math.pow(7, batch) - batch);
            }
            System.arraycopy(values, 0, all, batch * 1000, 1000);
            grown.add(values);
        }
        atOnce.add(all);
        assertThat(grown.width()).isEqualTo(atOnce.width());
        assertThat(grown.range()).isEqualTo(atOnce.range());
        assertThat(grown.total()).isEqualTo(5000);
        for (int i = 0; i < 256; i++) {
            assertThat(grown.count(i)).as("bin %d", i).isEqualTo(atOnce.count(i));
            assertThat(grown.edge(i)).isEqualTo(atOnce.edge(i));
            long plain = 0;
            for (float x : all) {
                plain += x >= grown.edge(i) && x < grown.edge(i + 1) ? 1 : 0;
            }
            assertThat(grown.count(i)).as("bin %d", i).isEqualTo(plain);
        }
    }

    @Test
    void extremeValuesFit() {
        Histogram histogram = new Histogram(128);
        histogram.add(new float[] {1e-30f});
        histogram.add(new float[] {0, -0f, Float.MIN_VALUE});
        histogram.add(new float[] {Float.MAX_VALUE, -Float.MAX_VALUE, 1});
        assertThat(histogram.total()).isEqualTo(7);
        long sum = 0;
        for (int i = 0; i < 128; i++) {
            sum += histogram.count(i);
        }
        assertThat(sum).isEqualTo(7);
        assertThat(histogram.range()).isEqualTo(new Range(-Float.MAX_VALUE, Float.MAX_VALUE));
    }

    @Test
    void notFiniteValuesAreRefusedAndLeaveNoTrace() {
        Histogram histogram = new Histogram(128);
        histogram.add(new float[] {1, 2});
        assertThatThrownBy(() -> histogram.add(new float[] {5, Float.NaN}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("index 1");
        assertThatThrownBy(() -> histogram.add(new float[] {Float.POSITIVE_INFINITY}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Infinity");
        assertThat(histogram.total()).isEqualTo(2);
        assertThat(histogram.range()).isEqualTo(new Range(1, 2));
    }

    @Test
    void survivesSaving() throws IOException {
        Histogram histogram = new Histogram(128);
        histogram.add(new float[] {-1, 2, 3.5f, 0});
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        histogram.save(new DataOutputStream(bytes));
        Histogram copy = new Histogram(128);
        copy.load(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        histogram.add(new float[] {10});
        copy.add(new float[] {10});
        for (int i = 0; i < 128; i++) {
            assertThat(copy.count(i)).isEqualTo(histogram.count(i));
        }
        assertThatThrownBy(
                        () ->
                                new Histogram(256)
                                        .load(
                                                new DataInputStream(
                                                        new ByteArrayInputStream(
                                                                bytes.toByteArray()))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("expected 256 bins, found 128");
    }
}
