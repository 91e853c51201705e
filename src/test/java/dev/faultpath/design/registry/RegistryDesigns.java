package dev.faultpath.design.registry;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.faultpath.design.Designs;
import java.util.List;
import java.util.function.Function;

/** Every registry design on the class path, by name. */
final class RegistryDesigns {
    static final String BROKEN = "broken-union-find";

    private static final List<String> ALL = scan();

    private RegistryDesigns() {
    }

    static List<String> all() {
        return ALL;
    }

    private static List<String> scan() {
        return new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.faultpath.design.registry").stream()
                .filter(c -> c.isAssignableTo(OwnerRegistry.class) && !c.isInterface()
                        && !c.getModifiers().contains(JavaModifier.ABSTRACT))
                .map(c -> Designs.name(OwnerRegistry.class, c.reflect())).sorted().toList();
    }

    static List<String> correct() {
        return all().stream().filter(name -> !name.equals(BROKEN)).toList();
    }

    static Function<Interconnect, OwnerRegistry> maker(String name) {
        return links -> Designs.create(OwnerRegistry.class, name, links);
    }
}
