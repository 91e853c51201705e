package dev.faultpath.design.registry;

import dev.faultpath.design.Designs;
import dev.faultpath.design.DesignsOnClassPath;
import java.util.List;
import java.util.function.Function;

/** Every registry design on the class path, by name. */
final class RegistryDesigns {
    static final String BROKEN = "broken-union-find";

    private static final List<String> ALL = DesignsOnClassPath.names(OwnerRegistry.class);

    private RegistryDesigns() {
    }

    static List<String> all() {
        return ALL;
    }

    static List<String> correct() {
        return all().stream().filter(name -> !name.equals(BROKEN)).toList();
    }

    static Function<Interconnect, OwnerRegistry> maker(String name) {
        return links -> Designs.create(OwnerRegistry.class, name, links);
    }
}
