package dev.faultpath.guard;

import dev.faultpath.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Names of cells as short as they tell the cells of a run apart: question, design, and the parameters in which like ones differ. */
final class ShortNames {
    private static final Pattern LABEL = Pattern.compile("(\\w+)\\.(\\w+)(?:\\{(.*)})? on JDK (\\d+)");
    private static final String DESIGN = "design";

    private final List<Name> names;

    /** A label in its parts. */
    private record Name(String type, String method, Map<String, String> params, String jdk) {
        static Name of(String label) {
            Map<String, String> params = new LinkedHashMap<>();
            Matcher m = LABEL.matcher(label);
            if (!m.matches()) {
                return new Name(label, "", params, "");
            }
            if (m.group(3) != null) {
                for (String pair : m.group(3).split(",(?=\\w+=)")) {
                    params.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
                }
            }
            return new Name(m.group(1), m.group(2), params, m.group(4));
        }

        boolean like(Name other) {
            return type.equals(other.type) && method.equals(other.method)
                    && params.getOrDefault(DESIGN, "").equals(other.params.getOrDefault(DESIGN, ""));
        }
    }

    ShortNames(List<String> labels) {
        names = labels.stream().map(Name::of).toList();
    }

    private List<String> own(Name name) {
        List<Name> like = names.stream().filter(name::like).toList();
        return name.params.entrySet().stream().filter(p -> !p.getKey().equals(DESIGN)
                && like.stream().anyMatch(n -> !p.getValue().equals(n.params.get(p.getKey())))).map(p -> p.getKey() + "=" + p.getValue())
                .toList();
    }

    /** The name for people. */
    String of(String label) {
        Name name = Name.of(Text.inLine(label));
        return (name.type.replaceFirst("Benchmark$", "") + " " + name.params.getOrDefault(DESIGN, name.method) + " "
                + String.join(" ", own(name))).trim();
    }

    /** What picks the cell as {@code --cells} takes it. */
    String pattern(String label) {
        Name name = Name.of(label);
        if (name.jdk.isEmpty()) {
            return label;
        }
        List<String> own = own(name);
        List<String> all = List.copyOf(name.params.keySet());
        String params = all.stream().filter(p -> p.equals(DESIGN) || own.contains(p + "=" + name.params.get(p)))
                .map(p -> "*" + p + "=" + name.params.get(p) + (all.indexOf(p) < all.size() - 1 ? "," : "}")).collect(Collectors.joining());
        return name.type + "." + name.method + (params.isEmpty() ? "" : "{" + params);
    }

    /** What all cells that have a parameter share, and the JDK. */
    String shared() {
        Map<String, TreeSet<String>> values = new TreeMap<>();
        names.forEach(n -> n.params.forEach((param, value) -> values.computeIfAbsent(param, p -> new TreeSet<>()).add(value)));
        return values.entrySet().stream().filter(e -> e.getValue().size() == 1 && !e.getKey().equals(DESIGN))
                .map(e -> e.getKey() + "=" + e.getValue().first() + ", ").collect(Collectors.joining())
                + names.stream().map(n -> "JDK " + n.jdk).distinct().collect(Collectors.joining(", "));
    }
}
