package dev.faultpath.results;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.InputException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A results folder as a run leaves it, read back: its environment and the cells of all its JDKs.
 *
 * @param path        the folder
 * @param name        its name
 * @param environment content of {@value #ENVIRONMENT}; empty if there is none beside a single result file
 * @param cells       cells of all JDKs, in {@link CellResult#ORDER}; at least one
 */
public record ResultFolder(Path path, String name, ObjectNode environment, List<CellResult> cells) {
    /** Name of the file that describes machine, JDKs, flags, commit and command. */
    public static final String ENVIRONMENT = "environment.json";
    /** The layout of folders that this program writes and reads. */
    public static final int SCHEMA = 1;

    private static final String SCHEMA_KEY = "schema";
    /** What the values of an environment are that decide or are read further; all others are only shown. */
    private static final Map<String, JsonNodeType> KINDS = new TreeMap<>(Map.ofEntries(
            Map.entry("started", JsonNodeType.STRING), Map.entry("preset", JsonNodeType.STRING), Map.entry("command", JsonNodeType.STRING),
            Map.entry("commit", JsonNodeType.STRING), Map.entry("codeHash", JsonNodeType.STRING), Map.entry("cHash", JsonNodeType.STRING),
            Map.entry("dirty", JsonNodeType.BOOLEAN), Map.entry("machine", JsonNodeType.OBJECT), Map.entry("jdks", JsonNodeType.OBJECT),
            Map.entry("harness", JsonNodeType.OBJECT), Map.entry("run", JsonNodeType.OBJECT)));

    /** Name of the file that holds the cells of one JDK, if it is not compressed. */
    public static String fileOf(String jdk) {
        return "jdk" + jdk + ".json";
    }

    private static boolean isResult(Path file) {
        return Stored.name(file).matches("jdk.*\\.json");
    }

    /**
     * Reads a results folder, or one result file of it.
     *
     * @param path a folder, or a file in the form of {@link JmhJson}
     * @throws InputException if there is nothing, it holds no cell, a cell stands twice, or a file is not what it should be;
     *                        the message names the file
     */
    public static ResultFolder read(Path path) {
        if (!Files.exists(path)) {
            throw new InputException(path + ": no such file or folder");
        }
        List<Path> files = new ArrayList<>();
        Path folder = path;
        if (Files.isDirectory(path)) {
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(path, ResultFolder::isResult)) {
                stream.forEach(files::add);
            } catch (IOException e) {
                throw InputException.because(path + ": cannot be read", e);
            }
            if (files.isEmpty()) {
                throw new InputException(path + ": not a results folder: it holds no " + fileOf("NN"));
            }
        } else {
            files.add(path);
            folder = path.toAbsolutePath().getParent();
        }
        List<CellResult> cells = new ArrayList<>();
        TreeSet<String> labels = new TreeSet<>();
        for (Path file : files.stream().sorted().toList()) {
            for (CellResult stored : JmhJson.read(file)) {
                CellResult cell = FormerNames.today(stored);
                if (!labels.add(cell.label())) {
                    throw new InputException(file + ": " + cell.label() + " stands twice");
                }
                cells.add(cell);
            }
        }
        if (cells.isEmpty()) {
            throw new InputException(path + ": holds no cell");
        }
        cells.sort(CellResult.ORDER);
        return new ResultFolder(folder, path.toAbsolutePath().normalize().getFileName().toString(),
                environment(folder.resolve(ENVIRONMENT), Files.isDirectory(path)), List.copyOf(cells));
    }

    /**
     * Reads every results folder in a folder: what holds an {@value #ENVIRONMENT} or a result file, and then must hold both. Other
     * folders, and those whose name starts with a dot, are passed over.
     *
     * @param root the folder of all results
     * @return sorted by name; empty if there is none
     * @throws InputException if it cannot be read, or one of them is damaged; the message names the file
     */
    public static List<ResultFolder> under(Path root) {
        List<Path> folders = new ArrayList<>();
        if (!Files.isDirectory(root)) { // a pipe would be opened, and waited for
            throw new InputException(root + ": not a folder of results that can be read");
        }
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(root,
                f -> Files.isDirectory(f) && !f.getFileName().toString().startsWith("."))) {
            for (Path folder : stream) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, f -> isResult(f) || f.endsWith(ENVIRONMENT))) {
                    if (files.iterator().hasNext()) {
                        folders.add(folder);
                    }
                }
            }
        } catch (DirectoryIteratorException | IOException e) {
            throw new InputException(root + ": not a folder of results that can be read", e);
        }
        return folders.stream().sorted().map(ResultFolder::read).toList();
    }

    private static ObjectNode environment(Path file, boolean needed) {
        if (!needed && !Files.exists(file)) {
            return Json.MAPPER.createObjectNode();
        }
        JsonNode tree = Json.read(file);
        if (!tree.isObject()) {
            throw new InputException(file + ": not an environment: an object is expected");
        }
        JsonNode schema = tree.path(SCHEMA_KEY);
        if (!schema.isInt() || schema.asInt() != SCHEMA) {
            throw new InputException(file + ": schema " + (schema.isMissingNode() ? "is missing" : schema.toString())
                    + "; this program reads schema " + SCHEMA);
        }
        KINDS.forEach((key, kind) -> check(file, key, tree.path(key), kind));
        check(file, "machine.class", tree.path("machine").path("class"), JsonNodeType.STRING);
        tree.path("jdks").properties().forEach(jdk -> check(file, "jdks." + jdk.getKey(), jdk.getValue(), JsonNodeType.OBJECT));
        return (ObjectNode) tree;
    }

    /** A value may be missing or null, as where it was not known. */
    private static void check(Path file, String key, JsonNode value, JsonNodeType kind) {
        if (!value.isMissingNode() && !value.isNull() && value.getNodeType() != kind) {
            throw new InputException(file + ": " + key + ": is not " + (kind == JsonNodeType.STRING ? "text"
                    : kind == JsonNodeType.BOOLEAN ? "true or false" : "an object"));
        }
    }
}
