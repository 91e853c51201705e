package dev.faultpath.bench;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.faultpath.operations.BenchmarkRun;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A benchmark class as its annotations describe it: methods, states, parameters. */
final class BenchmarkClass {
    /** The parameter whose values are designs, where designs are not methods. */
    static final String DESIGN_PARAM = "design";

    private final Class<?> type;
    private final List<Method> methods;
    private final Set<Class<?>> states = new LinkedHashSet<>();

    private BenchmarkClass(Class<?> type) {
        this.type = type;
        methods = BenchmarkRun.annotated(type, Benchmark.class);
        addState(type);
        methods.forEach(this::addArguments);
    }

    /** Every benchmark class on the class path. */
    static List<BenchmarkClass> all() {
        return All.CLASSES;
    }

    /** Looked for once: reading class files takes a second. */
    private static final class All {
        private static final List<BenchmarkClass> CLASSES = find();
    }

    private static List<BenchmarkClass> find() {
        return new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(BenchmarkClass.class.getPackageName()).stream()
                .filter(c -> !c.getPackageName().endsWith("jmh_generated") && c.isTopLevelClass())
                .filter(c -> c.getMethods().stream().anyMatch(m -> m.isAnnotatedWith(Benchmark.class)))
                .sorted(Comparator.comparing(JavaClass::getName))
                .map(c -> new BenchmarkClass(c.reflect()))
                .toList();
    }

    Class<?> type() {
        return type;
    }

    /** The benchmark methods, in order of their names. */
    List<Method> methods() {
        return methods;
    }

    /** The methods that stand for designs or variants: neither controls nor deliberately wrong ones. */
    List<Method> designMethods() {
        return methods.stream().filter(m -> !isControl(m.getName())).toList();
    }

    /** Whether a method or a design is a control by its name. */
    static boolean isControl(String name) {
        return name.startsWith("baseline") || name.startsWith("broken");
    }

    /** All state classes that a method reaches, through fixtures as well. */
    Set<Class<?>> states() {
        return states;
    }

    private void addArguments(Method method) {
        for (Class<?> argument : method.getParameterTypes()) {
            addState(argument);
        }
    }

    private void addState(Class<?> candidate) {
        if ((candidate == type || candidate.isAnnotationPresent(State.class)) && states.add(candidate)) {
            fixtures(candidate).forEach(this::addArguments);
        }
    }

    /** Set-up and tear-down methods of a state. */
    static List<Method> fixtures(Class<?> state) {
        List<Method> fixtures = new ArrayList<>(BenchmarkRun.annotated(state, Setup.class));
        fixtures.addAll(BenchmarkRun.annotated(state, TearDown.class));
        return fixtures;
    }

    /** The parameters of all states with their values. */
    Map<String, List<String>> params() {
        Map<String, List<String>> params = new LinkedHashMap<>();
        for (Class<?> state : states) {
            for (Field field : BenchmarkRun.paramFields(state)) {
                params.put(field.getName(), values(field));
            }
        }
        return params;
    }

    private static List<String> values(Field field) {
        List<String> values = List.of(field.getAnnotation(Param.class).value());
        if (field.getType().isEnum() && (values.isEmpty() || values.get(0).equals(Param.BLANK_ARGS))) {
            return Arrays.stream(field.getType().getEnumConstants()).map(c -> ((Enum<?>) c).name()).toList();
        }
        return values;
    }

    /**
     * Combinations of parameter values, {@link #DESIGN_PARAM} left out: all of them, or, where they are many, one value
     * changed at a time.
     */
    List<Map<String, String>> combinations() {
        Map<String, List<String>> params = new LinkedHashMap<>(params());
        params.remove(DESIGN_PARAM);
        long product = params.values().stream().mapToLong(List::size).reduce(1, Math::multiplyExact);
        Set<Map<String, String>> combinations = new LinkedHashSet<>();
        combinations.add(first(params));
        for (Map.Entry<String, List<String>> param : params.entrySet()) {
            Set<Map<String, String>> grown = new LinkedHashSet<>(combinations);
            for (Map<String, String> base : product <= 64 ? combinations : Set.of(first(params))) {
                for (String value : param.getValue()) {
                    Map<String, String> changed = new LinkedHashMap<>(base);
                    changed.put(param.getKey(), value);
                    grown.add(changed);
                }
            }
            combinations = grown;
        }
        return List.copyOf(combinations);
    }

    private static Map<String, String> first(Map<String, List<String>> params) {
        Map<String, String> first = new LinkedHashMap<>();
        params.forEach((name, values) -> first.put(name, values.get(0)));
        return first;
    }

    /** What the class measures by the names that tables print: methods, and values of parameters. */
    Set<String> measured() {
        Set<String> names = new LinkedHashSet<>();
        methods.forEach(m -> names.add(kebab(m.getName())));
        params().values().forEach(values -> values.forEach(v -> names.add(dashed(v))));
        return names;
    }

    /** {@code RECORD_REWALK} becomes {@code record-rewalk}. */
    static String dashed(String constant) {
        return constant.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String kebab(String camelCase) {
        return camelCase.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return type.getSimpleName();
    }
}
