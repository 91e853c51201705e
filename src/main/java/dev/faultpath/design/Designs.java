package dev.faultpath.design;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.Locale;
import java.util.function.Function;

/**
 * Finds a design by the name that tables print. The class of design {@code last-pagemap} of interface
 * {@code OwnerComparison} is {@code LastPagemapComparison} in the interface's package: there is no list to keep.
 */
public final class Designs {
    private Designs() {
    }

    /**
     * Makes a design with its only public constructor.
     *
     * @param question the question's interface
     * @param name the design's name, as {@code last-pagemap}
     * @param arguments what the constructor takes
     * @throws IllegalArgumentException if there is no such design
     */
    public static <T> T create(Class<T> question, String name, Object... arguments) {
        return maker(question, name).apply(arguments);
    }

    /**
     * Finds what makes a design, for callers that make many. It takes what the only public constructor takes.
     *
     * @param question the question's interface
     * @param name the design's name, as {@code last-pagemap}
     * @throws IllegalArgumentException if there is no such design
     */
    public static <T> Function<Object[], T> maker(Class<T> question, String name) {
        StringBuilder simple = new StringBuilder();
        for (String word : name.split("-", -1)) {
            if (word.isEmpty()) {
                throw new IllegalArgumentException("no design '" + name + "' of " + question.getSimpleName());
            }
            simple.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
        }
        String className = question.getPackageName() + "." + simple + suffix(question);
        Constructor<?> constructor;
        try {
            constructor = Class.forName(className).asSubclass(question).getConstructors()[0];
        } catch (ClassNotFoundException | ClassCastException e) {
            throw new IllegalArgumentException("no design '" + name + "' of " + question.getSimpleName(), e);
        }
        return arguments -> {
            try {
                return question.cast(constructor.newInstance(arguments));
            } catch (InvocationTargetException e) {
                throw new IllegalArgumentException("design '" + name + "' cannot be made: " + e.getCause().getMessage(), e.getCause());
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        };
    }

    /** {@code LastPagemap} as tables print it, {@code last-pagemap}. */
    public static String words(String qualifier) {
        return qualifier.replaceAll("(?<!^)([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /** The last word of the interface's name. */
    static String suffix(Class<?> question) {
        return question.getSimpleName().replaceAll(".*(?=[A-Z])", "");
    }
}
