package dev.faultpath.design;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code src/main/docs/designs.md} has one row for each design, and what sources cite is there: ids of rows, and documents. A failure
 * says which row to add, and where. Each question has a test that holds all of its designs to the same answers.
 */
class DesignCatalogueTest {
    private static final Path PAGE = Path.of("src", "main", "docs", "designs.md");
    private static final Path TESTS = Path.of("src", "test", "java");
    private static final Path FAULTS = TESTS.resolve("dev/faultpath/fault");
    private static final List<String> DESIGN = List.of("id", "design", "proposed", "cost in the kernel", "must hold");
    private static final List<String> LEFT_OUT = List.of("id", "what", "proposed", "why it is left out");
    private static final Pattern LINK = Pattern.compile("\\[([^\\]]+)\\]\\(([^)]+)\\)");
    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|(?<![:\"])//[^\\n]*", Pattern.DOTALL);
    private static final Pattern CITED = Pattern.compile("designs\\.md ([A-Z]\\d+(?:(?:, | and )[A-Z]\\d+)*)");
    private static final Pattern ID = Pattern.compile("\\b[A-Z]\\d{1,2}\\b");
    private static final Pattern DOCUMENT = Pattern.compile("[\\w./-]*[\\w-]\\.md\\b(?!\\.)");

    /** A line of a table: the last heading before it, and its cells; of those of designs the name and the file linked to. */
    private record Row(String heading, List<String> columns, List<String> cells) {
        Set<String> ids() {
            return Set.of(cells.get(0).split(", "));
        }

        private Matcher link() {
            Matcher link = LINK.matcher(cells.get(1));
            assertThat(link.matches()).as("row %s of %s: '%s' is a name linked to its class", cells.get(0), PAGE, cells.get(1)).isTrue();
            return link;
        }

        String design() {
            return link().group(1);
        }

        Path file() {
            return PAGE.resolveSibling(link().group(2)).normalize();
        }
    }

    private static List<Row> rows(List<String> columns) throws IOException {
        List<Row> rows = new ArrayList<>();
        String heading = "";
        List<String> head = List.of();
        for (String line : Files.readAllLines(PAGE)) {
            if (line.startsWith("#")) {
                heading = line.replaceFirst("^#+ ", "");
            }
            if (!line.startsWith("|")) {
                head = List.of();
                continue;
            }
            List<String> cells = Arrays.stream(line.substring(1, line.lastIndexOf('|')).split("\\|")).map(String::strip).toList();
            if (head.isEmpty()) {
                head = cells;
            } else if (!cells.get(0).startsWith("---") && head.equals(columns)) {
                assertThat(cells).as("cells of '%s' in %s", line, PAGE).hasSameSizeAs(columns).doesNotContain("");
                rows.add(new Row(heading, head, cells));
            }
        }
        assertThat(rows).as("rows of tables with the columns %s in %s", columns, PAGE).isNotEmpty();
        return rows;
    }

    @Test
    void everyDesignHasOneRowAndEveryRowADesign() throws IOException {
        List<String> wrong = new ArrayList<>();
        Map<String, List<Row>> byHeading = rows(DESIGN).stream().collect(Collectors.groupingBy(Row::heading));
        for (Class<?> question : DesignsOnClassPath.questions()) {
            String heading = "[`" + question.getSimpleName() + "`]";
            List<Row> rows = byHeading.entrySet().stream().filter(e -> e.getKey().startsWith(heading)).flatMap(e -> e.getValue().stream())
                    .toList();
            Map<String, Path> designs = new LinkedHashMap<>();
            DesignsOnClassPath.of(question).forEach(design -> designs.put(DesignsOnClassPath.name(question, design), source(design)));
            designs.forEach((name, source) -> {
                List<Path> files = rows.stream().filter(row -> row.design().equals(name)).map(Row::file).toList();
                if (!files.equals(List.of(source))) {
                    wrong.add("under ### " + heading + ": one row | id | [" + name + "](" + PAGE.getParent().relativize(source)
                            + ") | proposed | cost | must hold |, not " + files.size());
                }
            });
            rows.stream().map(Row::design).filter(name -> !designs.containsKey(name))
                    .forEach(name -> wrong.add("under ### " + heading + ": no row for " + name + ", which is no design"));
        }
        assertThat(wrong).as("what %s must have", PAGE).isEmpty();
    }

    /** In the question's package; or in that of whole faults, where its designs are asked within one. */
    @Test
    void everyQuestionHasAContractTest() throws IOException {
        List<String> missing = new ArrayList<>();
        for (Class<?> question : DesignsOnClassPath.questions()) {
            Path own = TESTS.resolve(question.getPackageName().replace('.', '/'));
            Pattern name = Pattern.compile("\\b" + question.getSimpleName() + "\\b");
            boolean found = false;
            try (Stream<Path> files = Files.walk(TESTS)) {
                for (Path file : files.filter(f -> f.toString().endsWith("ContractTest.java"))
                        .filter(f -> f.getParent().equals(own) || f.getParent().equals(FAULTS)).toList()) {
                    found |= name.matcher(Files.readString(file)).find();
                }
            }
            if (!found) {
                missing.add("no *ContractTest in " + own + " names " + question.getSimpleName());
            }
        }
        assertThat(missing).isEmpty();
    }

    private static Path source(Class<?> type) {
        return Path.of("src", "main", "java", type.getName().replace('.', '/') + ".java");
    }

    @Test
    void everyLinkLeadsToAFileAndEveryIdToOneRow() throws IOException {
        Matcher link = LINK.matcher(Files.readString(PAGE));
        while (link.find()) {
            assertThat(PAGE.resolveSibling(link.group(2)).normalize()).as("link '%s' of %s", link.group(1), PAGE).isRegularFile();
        }
        Stream<Row> all = Stream.concat(rows(DESIGN).stream(), rows(LEFT_OUT).stream());
        assertThat(all.flatMap(row -> row.ids().stream())).as("ids of %s", PAGE).doesNotHaveDuplicates().allMatch(ID.asMatchPredicate());
    }

    @Test
    void everyIdThatASourceCitesIsARow() throws IOException {
        Set<String> ids = new TreeSet<>();
        Stream.concat(rows(DESIGN).stream(), rows(LEFT_OUT).stream()).forEach(row -> ids.addAll(row.ids()));
        Set<Character> letters = ids.stream().map(id -> id.charAt(0)).collect(Collectors.toSet());
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<Path, String> file : comments().entrySet()) {
            Set<String> cited = new TreeSet<>();
            Matcher citation = CITED.matcher(file.getValue());
            while (citation.find()) {
                ids(citation.group(1)).forEach(cited::add);
            }
            cited.stream().filter(id -> !ids.contains(id)).forEach(id -> wrong.add(file.getKey() + ": no row " + id));
            if (file.getKey().startsWith(Path.of("src", "main", "java", "dev", "faultpath", "design"))) {
                ids(CITED.matcher(file.getValue()).replaceAll("")).filter(id -> letters.contains(id.charAt(0)))
                        .forEach(id -> wrong.add(file.getKey() + ": write 'designs.md " + id + "' for " + id));
            }
        }
        assertThat(wrong).as("ids of %s in comments", PAGE).isEmpty();
    }

    private static Stream<String> ids(String text) {
        return ID.matcher(text).results().map(found -> found.group());
    }

    @Test
    void noSourceCitesADocumentThatIsNotHere() throws IOException {
        Set<Path> here = new HashSet<>();
        for (String folder : List.of("src", "results", "scripts")) {
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                files.filter(file -> file.toString().endsWith(".md")).forEach(here::add);
            }
        }
        try (Stream<Path> files = Files.list(Path.of(""))) {
            files.forEach(here::add);
        }
        List<String> wrong = new ArrayList<>();
        comments().forEach((file, text) -> DOCUMENT.matcher(text).results().map(found -> found.group())
                .filter(cited -> here.stream().noneMatch(document -> document.endsWith(cited.replaceFirst("^\\W+", ""))))
                .forEach(cited -> wrong.add(file + ": " + cited)));
        assertThat(wrong).as("documents that comments cite and the repository does not have").isEmpty();
    }

    /** By file what its comments say, each line break and what leads a line made one space. */
    private static Map<Path, String> comments() throws IOException {
        Map<Path, String> comments = new LinkedHashMap<>();
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
                comments.put(file, COMMENT.matcher(Files.readString(file)).results().map(found -> found.group())
                        .collect(Collectors.joining("\n")).replaceAll("\\s*\\n[\\s*/]*", " "));
            }
        }
        return comments;
    }
}
