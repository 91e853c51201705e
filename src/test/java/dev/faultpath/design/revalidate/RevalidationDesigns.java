package dev.faultpath.design.revalidate;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.faultpath.design.Designs;
import java.util.List;

/** The designs of Q5 that are on the class path. */
public final class RevalidationDesigns {
    private static final List<String> NAMES = new ClassFileImporter().importPackages("dev.faultpath.design.revalidate").stream()
            .filter(c -> c.isAssignableTo(AccessRevalidation.class) && !c.isInterface() && !c.getModifiers().contains(JavaModifier.ABSTRACT))
            .map(JavaClass::reflect)
            .map(c -> Designs.name(AccessRevalidation.class, c))
            .sorted()
            .toList();

    private RevalidationDesigns() {
    }

    /** All names, sorted. */
    public static List<String> all() {
        return NAMES;
    }

    /** Those that must never show a stale grant. */
    public static List<String> safe() {
        return NAMES.stream().filter(name -> !broken(name)).toList();
    }

    /** Whether a design is wrong on purpose. */
    public static boolean broken(String name) {
        return name.startsWith("broken");
    }
}
