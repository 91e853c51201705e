package dev.faultpath.guard;

import dev.faultpath.Text;
import dev.faultpath.forks.Cell;
import dev.faultpath.results.Design;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Names of cells as short as they tell the cells of a run apart: question, design, and the parameters in which like ones differ. */
record ShortNames(List<Cell> cells) {
    private static String design(Cell cell) {
        return cell.params().getOrDefault(Design.PARAMETER, cell.method());
    }

    /** The parameters but the design in which it differs from those of its benchmark and design. */
    private List<String> own(Cell cell) {
        List<Cell> like = cells.stream().filter(c -> c.benchmark().equals(cell.benchmark()) && design(c).equals(design(cell))).toList();
        return cell.params().keySet().stream().filter(p -> !p.equals(Design.PARAMETER)
                && like.stream().anyMatch(c -> !cell.params().get(p).equals(c.params().get(p)))).toList();
    }

    /** The name for people. */
    String of(Cell cell) {
        return Text.inLine(cell.benchmarkClass().replaceFirst("Benchmark$", "") + " " + design(cell)
                + own(cell).stream().map(p -> " " + p + "=" + cell.params().get(p)).collect(Collectors.joining()));
    }

    /** What picks the cell as {@code --cells} takes it. */
    String pattern(Cell cell) {
        List<String> own = own(cell);
        String params = cell.params().entrySet().stream().filter(p -> p.getKey().equals(Design.PARAMETER) || own.contains(p.getKey()))
                .map(p -> "*" + p + (p.getKey().equals(cell.params().lastKey()) ? "}" : ",")).collect(Collectors.joining());
        return cell.benchmarkClass() + "." + cell.method() + (params.isEmpty() ? "" : "{" + params);
    }

    /** What all cells that have a parameter share, and the JDK. */
    String shared() {
        Map<String, TreeSet<String>> values = new TreeMap<>();
        cells.forEach(c -> c.params().forEach((param, value) -> values.computeIfAbsent(param, p -> new TreeSet<>()).add(value)));
        return values.entrySet().stream().filter(e -> e.getValue().size() == 1 && !e.getKey().equals(Design.PARAMETER))
                .map(e -> e.getKey() + "=" + e.getValue().first() + ", ").collect(Collectors.joining())
                + cells.stream().map(c -> "JDK " + c.jdk()).distinct().collect(Collectors.joining(", "));
    }
}
