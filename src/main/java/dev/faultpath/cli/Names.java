package dev.faultpath.cli;

import dev.faultpath.layout.Layouts;
import dev.faultpath.results.Design;
import dev.faultpath.results.Question;
import dev.faultpath.run.Catalogue;
import dev.faultpath.run.Preset;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/** What a shell completes values of options with. */
final class Names {
    private Names() {
    }

    static final class Presets implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Preset.names().iterator();
        }
    }

    static final class Questions implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(Question.values()).map(Question::name).iterator();
        }
    }

    static final class Designs implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Catalogue.all().entries().stream().flatMap(e -> e.params().getOrDefault(Design.PARAMETER, List.of()).stream())
                    .distinct().sorted().iterator();
        }
    }

    static final class LayoutNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Layouts.names().iterator();
        }
    }
}
