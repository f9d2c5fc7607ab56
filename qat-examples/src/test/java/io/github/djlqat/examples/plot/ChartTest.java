package io.github.djlqat.examples.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djlqat.examples.plot.BarChart.Bar;
import io.github.djlqat.examples.plot.BarChart.Group;
import io.github.djlqat.examples.plot.LineChart.Panel;
import io.github.djlqat.examples.plot.LineChart.Point;
import io.github.djlqat.examples.plot.LineChart.Series;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class ChartTest {

    private static LineChart lines() {
        Series falling = new Series("8 ch", List.of(new Point(8, 40), new Point(32, 10)));
        Series level = new Series("16 ch", List.of(new Point(8, 20), new Point(32, 20)));
        return new LineChart(
                "a < b & \"c\"\u0007",
                "pixels",
                "ps",
                2,
                List.of(
                        new Panel("one", List.of(falling, level)),
                        new Panel("two", List.of(level)),
                        new Panel("three", List.of(falling))));
    }

    @Test
    void linesOfEverySeriesInEveryPanel() throws Exception {
        SvgFile svg = new SvgFile(lines().svg());
        assertThat(svg.texts("text"))
                .contains("one", "two", "three", "8 ch", "16 ch", "pixels", "ps", "32", "20")
                .contains("a < b & \"c\"?");
        assertThat(svg.elements("polyline")).hasSize(4);
        assertThat(svg.elements("circle")).hasSize(8);
    }

    @Test
    void lowerValuesAreDrawnLower() throws Exception {
        List<Element> dots = new SvgFile(lines().svg()).elements("circle");
        assertThat(number(dots.get(1), "cy")).isGreaterThan(number(dots.get(0), "cy"));
        assertThat(number(dots.get(1), "cx")).isGreaterThan(number(dots.get(0), "cx"));
        assertThat(number(dots.get(3), "cy")).isEqualTo(number(dots.get(2), "cy"));
    }

    @Test
    void everythingLiesWithinTheWhiteGround() throws Exception {
        SvgFile svg = new SvgFile(lines().svg());
        Element ground = svg.elements("rect").get(0);
        assertThat(ground.getAttribute("fill")).isEqualTo("#ffffff");
        double width = number(ground, "width");
        double height = number(ground, "height");
        for (Element text : svg.elements("text")) {
            assertThat(number(text, "x")).isBetween(0.0, width);
            assertThat(number(text, "y")).isBetween(0.0, height);
        }
    }

    @Test
    void barsStandOnZeroInProportion() throws Exception {
        BarChart chart =
                new BarChart(
                        "speed",
                        "times",
                        List.of(
                                new Group("n", "1 thread", List.of(bar("a", 1), bar("b", 0.5))),
                                new Group("n", "2 threads", List.of(bar("b", 2)))));
        SvgFile svg = new SvgFile(chart.svg());
        assertThat(svg.texts("text")).contains("a", "b", "n", "1 thread", "2 threads", "0.5");
        List<Element> bars =
                svg.elements("rect").stream()
                        .filter(r -> r.getElementsByTagName("title").getLength() == 1)
                        .toList();
        assertThat(bars.stream().map(Element::getTextContent))
                .containsExactly("a: 1", "b: 0.5", "b: 2");
        double unit = number(bars.get(0), "height");
        assertThat(number(bars.get(1), "height")).isEqualTo(unit / 2);
        assertThat(number(bars.get(2), "height")).isEqualTo(2 * unit);
        assertThat(bars.get(1).getAttribute("fill")).isEqualTo(bars.get(2).getAttribute("fill"));
    }

    @Test
    void anotherLocaleDrawsTheSame() {
        Locale before = Locale.getDefault();
        String expected = lines().svg();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(lines().svg()).isEqualTo(expected);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void emptyChartsAreRefused() {
        assertThatThrownBy(() -> new LineChart("t", "x", "y", 1, List.of()))
                .hasMessage("chart: expected a point at least, found none");
        assertThatThrownBy(() -> new BarChart("t", "y", List.of(new Group("", "", List.of()))))
                .hasMessage("chart: expected a bar at least, found none");
    }

    private static Bar bar(String series, double value) {
        return new Bar(series, value);
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }
}
