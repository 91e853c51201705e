package dev.faultpath.operations;

import dev.faultpath.results.Operations.Memory;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Tells arrays by who holds them: the states of a benchmark are gone through, field by field, and the model's own fields say what an
 * array is. An array may have several holders, of which the model's decide before a design's; one that nobody holds is temporary.
 */
final class Holders {
    private static final String ROOT = "dev.faultpath.";
    private static final String DEVICE_TABLE = ROOT + "model.DevicePageTable";
    private static final String PFN_POPULATION = ROOT + "design.populate.PfnPopulation";

    private final IdentityHashMap<Object, Memory> memory = new IdentityHashMap<>();
    private final IdentityHashMap<Object, Boolean> deviceTables = new IdentityHashMap<>();
    private final Map<Class<?>, List<Field>> fields = new HashMap<>();
    private IdentityHashMap<Object, Boolean> seen;
    private Deque<Object> open;

    /** What an array belongs to; {@link Memory#OTHER_ARRAYS} if no holder says. */
    Memory of(Object array) {
        return memory.getOrDefault(array, Memory.OTHER_ARRAYS);
    }

    boolean knows(Object array) {
        return memory.containsKey(array);
    }

    /** Goes through all that can be reached now; what was learnt before stays. */
    void learn(Collection<Object> roots) {
        seen = new IdentityHashMap<>();
        open = new ArrayDeque<>();
        roots.forEach(this::visit);
        while (!open.isEmpty()) {
            go(open.poll());
        }
    }

    private void visit(Object object) {
        if (object != null && seen.put(object, true) == null) {
            open.add(object);
        }
    }

    private void go(Object object) {
        Class<?> type = object.getClass();
        if (type.isArray()) {
            if (!type.getComponentType().isPrimitive()) {
                for (int i = 0; i < Array.getLength(object); i++) {
                    held(Array.get(object, i), of(object));
                }
            }
        } else if (object instanceof Collection<?> all) {
            all.forEach(this::visit);
        } else if (object instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                visit(key);
                visit(value);
            });
        } else if (object instanceof AtomicReference<?> reference) {
            visit(reference.get());
        } else if (type.getName().startsWith(ROOT)) {
            for (Field field : fields.computeIfAbsent(type, Holders::fieldsOf)) {
                held(object, field);
            }
        }
    }

    private static List<Field> fieldsOf(Class<?> type) {
        List<Field> found = new ArrayList<>();
        for (Class<?> c = type; c != null && c.getName().startsWith(ROOT); c = c.getSuperclass()) {
            Arrays.stream(c.getDeclaredFields()).filter(f -> !Modifier.isStatic(f.getModifiers()) && !f.getType().isPrimitive())
                    .forEach(found::add);
        }
        found.forEach(f -> f.setAccessible(true));
        return found;
    }

    private void held(Object holder, Field field) {
        Object value;
        try {
            value = field.get(holder);
        } catch (IllegalAccessException e) {
            throw new LinkageError(e.getMessage(), e);
        }
        if (value != null) {
            if (field.getDeclaringClass().getName().equals(DEVICE_TABLE)) {
                deviceTables.put(value, true);
            }
            held(value, memory(holder, field));
        }
    }

    private void held(Object value, Memory kind) {
        if (value != null && (value.getClass().isArray() || value instanceof java.nio.Buffer)) {
            memory.merge(value, kind, (a, b) -> a.compareTo(b) <= 0 ? a : b);
        }
        visit(value);
    }

    /** The rules. Constants of {@link Memory} stand in the order in which they decide. */
    private Memory memory(Object holder, Field field) {
        String type = field.getDeclaringClass().getName().substring(ROOT.length());
        return switch (type + "." + field.getName()) {
            case "model.PageTable.entries" -> deviceTables.containsKey(holder) ? Memory.DEVICE_TABLE : Memory.PAGE_TABLE;
            case "model.Memmap.words" -> Memory.MEMMAP;
            case "model.PhysicalMemory.pagemaps" -> Memory.PAGEMAP_ARRAY;
            case "model.HmmRange.pfns" -> Memory.WORDS;
            case "model.ClientTable.keys" -> Memory.DESIGN_ARRAYS;
            case "design.migrate.PageContents.frames" -> Memory.PAGE_BYTES;
            default -> type.startsWith("bench.") ? ofBenchmark(field)
                    : type.startsWith("design.populate.DeviceEntries") ? Memory.DEVICE_TABLE
                    : type.startsWith("design.populate.LeafStream") ? Memory.LEAF_STREAM
                    : type.startsWith("model.MapleTree") ? Memory.MAPLE_NODES
                    : !type.startsWith("design.") ? Memory.OTHER_ARRAYS
                    : isPopulation(holder.getClass()) ? Memory.WORDS : Memory.DESIGN_ARRAYS;
        };
    }

    private static Memory ofBenchmark(Field field) {
        return field.getName().equals("pfns") ? Memory.WORDS : Memory.OTHER_ARRAYS;
    }

    private static boolean isPopulation(Class<?> type) {
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            if (Arrays.stream(c.getInterfaces()).anyMatch(i -> i.getName().equals(PFN_POPULATION))) {
                return true;
            }
        }
        return false;
    }
}
