package io.github.djlqat.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djlqat.examples.plot.SvgFile;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CostCurveTest {

    /** Adds a size that costs some picoseconds for each multiply-accumulate. */
    private static void add(CostCurve curve, int pixels, int channels, double picoseconds) {
        curve.add(
                pixels,
                channels,
                Timing.of(picoseconds * curve.kind().macs(pixels, channels) / 1000));
    }

    private static CostCurve square(double last) {
        CostCurve curve = new CostCurve(LayerKind.CONVOLUTION_3X3, "vector");
        add(curve, 8, 8, 90);
        add(curve, 8, 16, 60);
        add(curve, 14, 8, 80);
        add(curve, 14, 16, last);
        return curve;
    }

    @Test
    void multiplyAccumulatesOfEachKind() {
        assertThat(LayerKind.CONVOLUTION_3X3.macs(224, 512)).isEqualTo(118_380_036_096L);
        assertThat(LayerKind.CONVOLUTION_1X1.macs(8, 16)).isEqualTo(64 * 256);
        assertThat(LayerKind.DEPTHWISE_3X3.macs(8, 16)).isEqualTo(64 * 16 * 9);
    }

    @Test
    void cliffsRiseFromBothSmallerNeighbours() {
        // The neighbours cost 60 and 80; 119 is above 1.5 times the first only.
        assertThat(square(119).isCliff(14, 16)).isFalse();
        assertThat(square(121).isCliff(14, 16)).isTrue();
        assertThat(square(121).isCliff(8, 8)).isFalse();
    }

    @Test
    void atTheEdgeTheOneNeighbourCounts() {
        CostCurve curve = new CostCurve(LayerKind.DEPTHWISE_3X3, "native");
        add(curve, 8, 8, 10);
        add(curve, 14, 8, 14.9);
        add(curve, 28, 8, 22.4);
        add(curve, 8, 16, 15.1);
        assertThat(curve.isCliff(14, 8)).isFalse();
        assertThat(curve.isCliff(28, 8)).isTrue();
        assertThat(curve.isCliff(8, 16)).isTrue();
    }

    @Test
    void ofTwoMeasurementsTheLowerStays() {
        CostCurve curve = square(130);
        add(curve, 14, 16, 150);
        assertThat(curve.picoseconds(14, 16)).isEqualTo(130);
        assertThat(curve.cliffs()).containsExactly(new CostCurve.Size(14, 16));
        assertThat(curve.smaller(new CostCurve.Size(14, 16)))
                .containsExactly(new CostCurve.Size(8, 16), new CostCurve.Size(14, 8));
        add(curve, 14, 16, 85);
        assertThat(curve.cliffs()).isEmpty();
    }

    @Test
    void theTableMarksCliffsAndLeavesGaps() {
        CostCurve curve = square(130);
        assertThat(curve.row(14)).startsWith("80.0", "130 !", "");
        CostReport report = new CostReport(List.of(curve), 1);
        assertThat(report.table().lines())
                .hasSize(4)
                .anyMatch(l -> l.matches("3x3 +vector +14 +80.0 +130 !"));
        assertThat(report.cliffs())
                .hasSize(2)
                .last()
                .isEqualTo(
                        "3x3, vector kernels, 14 pixels, 16 channels: 130 ps after 60.0 and 80.0");
        assertThat(new CostReport(List.of(square(60)), 1).cliffs())
                .singleElement()
                .asString()
                .startsWith("No cliff:");
    }

    @Test
    void jsonHasEverySize() {
        List<Map<String, Object>> rows = new CostReport(List.of(square(130)), 1).json();
        assertThat(rows).hasSize(4);
        assertThat(rows.get(3))
                .containsEntry("convolution", "3x3")
                .containsEntry("pixels", 14)
                .containsEntry("channels", 16)
                .containsEntry("macs", 9L * 196 * 256)
                .containsEntry("cliff", true)
                .containsEntry("picosecondsPerMac", 130.0);
    }

    @Test
    void thePlotHasAPanelForEachCurveAndALineForEachDepth() throws Exception {
        CostCurve other = new CostCurve(LayerKind.CONVOLUTION_3X3, "native");
        add(other, 8, 512, 5);
        SvgFile svg = new SvgFile(new CostReport(List.of(square(60), other), 2).plot());
        assertThat(svg.texts("text"))
                .contains("3x3, vector kernels", "3x3, native kernels")
                .contains(
                        "8 channels", "16 channels", "512 channels", "ps per multiply-accumulate");
        assertThat(svg.elements("polyline")).hasSize(3);
    }

    @Test
    void sizesOffTheGridAreRefused() {
        assertThatThrownBy(() -> add(square(1), 9, 8, 1))
                .hasMessageContaining("expected pixels of [8, 14,")
                .hasMessageContaining("pixels=9");
    }
}
