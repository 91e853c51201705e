package dev.faultpath.operations;

import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;
import org.openjdk.jmh.runner.WorkloadParams;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * States of one combination of parameter values, built as JMH builds them but without it, and benchmark methods called on
 * them. Each class has one object here; that JMH makes a second one of a thread's state is a contract test's business.
 */
public final class BenchmarkRun implements AutoCloseable {
    private final Map<String, String> params;
    private final Set<Level> levels;
    private final Map<Class<?>, Object> states = new LinkedHashMap<>();
    private Method running;

    /** Runs the set-up and tear-down methods of all levels. */
    public BenchmarkRun(Map<String, String> params) {
        this(params, EnumSet.allOf(Level.class));
    }

    /**
     * @param params values by name; a parameter that is not among them takes the first value of its annotation
     * @param levels levels whose set-up methods are run when a state is built, and tear-down methods when this is closed
     */
    BenchmarkRun(Map<String, String> params, Set<Level> levels) {
        this.params = new HashMap<>(params);
        this.levels = levels;
    }

    /** Sets a parameter for states that are built from now on. */
    public void param(String name, String value) {
        params.put(name, value);
    }

    /** Forgets a state, so that it is built again. */
    public void forget(Class<?> state) {
        states.remove(state);
    }

    /** Calls a benchmark method. */
    public Object call(Method benchmark) {
        running = benchmark;
        return call(benchmark, state(benchmark.getDeclaringClass()));
    }

    /** Builds all that a benchmark method takes. */
    void build(Method benchmark) {
        running = benchmark;
        state(benchmark.getDeclaringClass());
        arguments(benchmark);
    }

    private Object[] arguments(Method method) {
        return Arrays.stream(method.getParameterTypes()).map(this::argument).toArray();
    }

    private Object call(Method method, Object target) {
        Object[] arguments = arguments(method);
        try {
            method.setAccessible(true);
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(method + " with " + params, e.getCause());
        } catch (IllegalAccessException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    private Object argument(Class<?> type) {
        if (type == Blackhole.class) {
            return new Blackhole("Today's password is swordfish. I understand instantiating Blackholes directly is dangerous.");
        }
        if (type == BenchmarkParams.class) {
            return benchmarkParams();
        }
        if (!type.isAnnotationPresent(State.class)) {
            throw new IllegalStateException(running + " takes a " + type.getSimpleName()
                    + ", which this stand-in for JMH does not provide");
        }
        return state(type);
    }

    /** Runs the set-up methods of a level once more, of all states that are there. */
    void setUp(Level level) {
        List.copyOf(states.keySet()).forEach(type -> setUp(type, states.get(type), EnumSet.of(level)));
    }

    private void setUp(Class<?> type, Object state, Set<Level> of) {
        for (Method setup : annotated(type, Setup.class)) {
            if (of.contains(setup.getAnnotation(Setup.class).value())) {
                call(setup, state);
            }
        }
    }

    /** The state of a class, built if it is not there yet. */
    public Object state(Class<?> type) {
        Object state = states.get(type);
        if (state == null) {
            state = create(type);
            setParams(type, state);
            setUp(type, state, levels);
            states.put(type, state);
        }
        return state;
    }

    private static Object create(Class<?> type) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    private void setParams(Class<?> type, Object state) {
        for (Field field : paramFields(type)) {
            String value = params.getOrDefault(field.getName(), field.getAnnotation(Param.class).value()[0]);
            try {
                field.setAccessible(true);
                field.set(state, converted(field, value));
            } catch (IllegalAccessException e) {
                throw new LinkageError(e.getMessage(), e);
            }
        }
    }

    private static Object converted(Field field, String value) {
        Class<?> type = field.getType();
        if (type == String.class) {
            return value;
        }
        if (type == int.class) {
            return Integer.valueOf(value);
        }
        if (type == long.class) {
            return Long.valueOf(value);
        }
        if (type == double.class) {
            return Double.valueOf(value);
        }
        if (type == boolean.class) {
            return Boolean.valueOf(value);
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants()).filter(c -> ((Enum<?>) c).name().equals(value)).findFirst().orElseThrow(() ->
                    new IllegalArgumentException(field.getName() + " is one of " + Arrays.toString(type.getEnumConstants()) + ", not '"
                            + value + "'"));
        }
        throw new IllegalStateException("parameter of type " + type);
    }

    private BenchmarkParams benchmarkParams() {
        WorkloadParams workload = new WorkloadParams();
        int order = 0;
        for (Map.Entry<String, String> param : params.entrySet()) {
            workload.put(param.getKey(), param.getValue(), order++);
        }
        IterationParams iteration = new IterationParams(IterationType.MEASUREMENT, 1, TimeValue.milliseconds(1), 1);
        String name = running.getDeclaringClass().getName() + "." + running.getName();
        return new BenchmarkParams(name, name, false, 1, new int[] {1}, Collections.emptyList(), 1, 0, iteration, iteration,
                Mode.AverageTime, workload, TimeUnit.NANOSECONDS, 1, "", Collections.emptyList(), "", "", "", "", TimeValue.seconds(1));
    }

    /** Tears all states down, those built last first. */
    @Override
    public void close() {
        List<Class<?>> order = new ArrayList<>(states.keySet());
        Collections.reverse(order);
        for (Class<?> type : order) {
            for (Method tearDown : annotated(type, TearDown.class)) {
                if (levels.contains(tearDown.getAnnotation(TearDown.class).value())) {
                    call(tearDown, states.get(type));
                }
            }
        }
    }

    /** All states that were built. */
    Collection<Object> states() {
        return states.values();
    }

    /** Methods with an annotation, those of superclasses first, else in order of their names. */
    public static List<Method> annotated(Class<?> type, Class<? extends Annotation> annotation) {
        List<Method> found = new ArrayList<>();
        for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
            found.addAll(0, Arrays.stream(c.getDeclaredMethods()).filter(m -> m.isAnnotationPresent(annotation))
                    .sorted(Comparator.comparing(Method::getName)).toList());
        }
        return found;
    }

    /** Fields of a state, its superclasses' included, that are parameters. */
    public static List<Field> paramFields(Class<?> state) {
        List<Field> found = new ArrayList<>();
        for (Class<?> c = state; c != null; c = c.getSuperclass()) {
            Arrays.stream(c.getDeclaredFields()).filter(f -> f.isAnnotationPresent(Param.class)).forEach(found::add);
        }
        return found;
    }
}
