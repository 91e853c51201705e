package dev.faultpath.design;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The designs that the suite ships, found by looking at every class file of the packages below this one: a design that is
 * added is tested without being entered in a list.
 */
public final class DesignsOnClassPath {
    private static final List<JavaClass> CLASSES = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(DesignsOnClassPath.class.getPackageName()).stream()
            .sorted(Comparator.comparing(JavaClass::getName)).toList();

    private DesignsOnClassPath() {
    }

    /**
     * The classes of a question's designs, in order of their names.
     *
     * @throws IllegalStateException if there is none, which a test must not take for success
     */
    public static <T> List<Class<? extends T>> of(Class<T> question) {
        List<Class<? extends T>> found = designs(question).<Class<? extends T>>map(c -> c.reflect().asSubclass(question)).toList();
        if (found.isEmpty()) {
            throw new IllegalStateException("no design of " + question.getSimpleName() + " on the class path");
        }
        return found;
    }

    /** The names of a question's designs, as tables print them. */
    public static List<String> names(Class<?> question) {
        return of(question).stream().map(design -> name(question, design)).toList();
    }

    /** The name under which tables print a design's class. */
    public static String name(Class<?> question, Class<?> design) {
        String simple = design.getSimpleName();
        String suffix = Designs.suffix(question);
        if (!simple.endsWith(suffix)) {
            throw new IllegalArgumentException(simple + " is not named after " + question.getSimpleName());
        }
        return Designs.words(simple.substring(0, simple.length() - suffix.length()));
    }

    /** The interfaces that are marked as a {@link Question}'s, in order of their names. */
    public static List<Class<?>> questions() {
        return CLASSES.stream().<Class<?>>map(JavaClass::reflect).filter(c -> c.isAnnotationPresent(Question.class)).toList();
    }

    /** The question that an interface is marked with, such as {@code Q3}. */
    public static String question(Class<?> type) {
        return type.getAnnotation(Question.class).value();
    }

    private static Stream<JavaClass> designs(Class<?> question) {
        return CLASSES.stream().filter(c -> c.getPackageName().equals(question.getPackageName()) && c.isAssignableTo(question)
                && !c.isInterface() && !c.getModifiers().contains(JavaModifier.ABSTRACT) && c.isTopLevelClass());
    }
}
