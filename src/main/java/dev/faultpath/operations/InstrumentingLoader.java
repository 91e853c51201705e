package dev.faultpath.operations;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.List;
import java.util.Map;

/**
 * Loads the classes of a build once more, with reports to the {@link Tally} that is outside: of what is counted, in those that a walk runs,
 * and if it is asked, of all that is executed. Only the tally is shared, so the build may be another one than this.
 */
final class InstrumentingLoader extends ClassLoader {
    private static final String ROOT = "dev.faultpath.";
    private static final List<String> COUNTED = List.of("model", "design", "fault", "bench");

    private final ClassLoader build;
    private final Map<String, byte[]> changed;
    private final boolean follows;
    private final Hierarchy hierarchy = new Hierarchy(this::bytes);

    /**
     * @param build   has the classes and what lies beside them
     * @param changed class files to take instead of the build's, by qualified name
     * @param follows whether each block that is executed is reported
     */
    InstrumentingLoader(ClassLoader build, Map<String, byte[]> changed, boolean follows) {
        super(Tally.class.getClassLoader());
        this.build = build;
        this.changed = changed;
        this.follows = follows;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(ROOT) || name.equals(Tally.class.getName())) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : define(name);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        byte[] code = bytes(name.replace('.', '/'));
        if (code == null) {
            throw new ClassNotFoundException(name);
        }
        if (follows) {
            code = BlockInstrumenter.instrument(code);
        }
        if (COUNTED.stream().anyMatch(p -> name.startsWith(ROOT + p + "."))) {
            code = Instrumenter.instrument(code, hierarchy);
        }
        return defineClass(name, code, 0, code.length);
    }

    /** The class file of an internal name; {@code null} if it is none of the build's own. */
    private byte[] bytes(String name) {
        byte[] other = changed.get(name.replace('/', '.'));
        if (other != null || !name.startsWith(ROOT.replace('.', '/'))) {
            return other;
        }
        try (InputStream in = build.getResourceAsStream(name + ".class")) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public URL getResource(String name) {
        return build.getResource(name);
    }
}
