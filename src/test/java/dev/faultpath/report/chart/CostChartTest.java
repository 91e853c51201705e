package dev.faultpath.report.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.report.chart.CostChart.Bars;
import dev.faultpath.report.chart.CostChart.Section;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CostChartTest {
    private static String of(double value, double low, double high) {
        return new CostChart("c", "title", "", "ns", List.of("JDK 17"), List.of(new Section("", List.of(new Bars("design", false,
                new double[] {value}, new double[] {low}, new double[] {high}, List.of())))), "what it shows").draw().svg();
    }

    @Test
    void theLongestBarsIntervalIsShownWhole() {
        Matcher line = Pattern.compile("class='w' d='M([0-9.]+) [0-9.]+H([0-9.]+)'").matcher(of(1, 0.9, 1.1));
        Matcher bar = Pattern.compile("<rect class='s0' x='([0-9.]+)' y='[0-9.]+' width='([0-9.]{3,})'").matcher(of(1, 0.9, 1.1));
        assertThat(line.find() && bar.find()).isTrue();
        double end = Double.parseDouble(bar.group(1)) + Double.parseDouble(bar.group(2));
        assertThat(Double.parseDouble(line.group(1))).isLessThan(end);
        assertThat(Double.parseDouble(line.group(2))).isGreaterThan(end);
    }

    @Test
    void smallValuesAreToldApart() {
        assertThat(of(0.0672, 0.067, 0.068)).contains(">0.067 JDK 17<");
        assertThat(of(0.672, 0.67, 0.68)).contains(">0.67 JDK 17<");
    }
}
