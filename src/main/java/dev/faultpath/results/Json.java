package dev.faultpath.results;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.faultpath.InputException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** JSON as the repository keeps it: stable order, one array of numbers a line, no NaN, six significant digits. */
public final class Json {
    /** Shared and thread safe. */
    public static final ObjectMapper MAPPER = JsonMapper.builder().disable(SerializationFeature.INDENT_OUTPUT)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private Json() {
    }

    /** Six significant digits: far finer than any time here can be known, and half the size of a file. */
    public static double round(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value) || value == 0) {
            return value;
        }
        return new BigDecimal(value).round(new MathContext(6)).doubleValue();
    }

    /** A number, or null where JSON has none (NaN, infinities). */
    public static JsonNode number(Double value) {
        return value == null || value.isNaN() || value.isInfinite() ? NullNode.instance : DoubleNode.valueOf(round(value));
    }

    /** A count: exact, as it carries no noise. */
    public static JsonNode count(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1L << 53 ? LongNode.valueOf((long) value) : number(value);
    }

    /** Counts by name, sorted; empty for a missing node. */
    public static SortedMap<String, Double> counts(JsonNode object) {
        SortedMap<String, Double> counts = new TreeMap<>();
        object.fields().forEachRemaining(c -> counts.put(c.getKey(), c.getValue().asDouble()));
        return Collections.unmodifiableSortedMap(counts);
    }

    /** An array of numbers. */
    public static JsonNode numbers(double[] values) {
        var array = JsonNodeFactory.instance.arrayNode(values.length);
        for (double v : values) {
            array.add(number(v));
        }
        return array;
    }

    /** Numbers of an array; null becomes NaN. */
    public static double[] numbers(JsonNode array) {
        double[] values = new double[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).isNumber() ? array.get(i).asDouble() : Double.NaN;
        }
        return values;
    }

    /** A number, or {@code null} for null and a missing node. */
    public static Double number(JsonNode node) {
        return node.isNumber() ? node.asDouble() : null;
    }

    /** Reads a file. */
    public static JsonNode read(Path file) {
        try {
            JsonNode tree = MAPPER.readTree(Files.readString(file));
            if (tree.isMissingNode()) {
                throw new InputException(file + ": empty file where JSON is expected");
            }
            return tree;
        } catch (NoSuchFileException e) {
            throw new InputException(file + ": no such file", e);
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null ? "" : " line " + e.getLocation().getLineNr() + ":";
            throw new InputException(file + ":" + where + " not JSON: " + e.getOriginalMessage(), e);
        } catch (CharacterCodingException e) {
            throw new InputException(file + ": not UTF-8 text", e);
        } catch (IOException e) {
            throw InputException.because(file + ": cannot be read", e);
        }
    }

    /** Text with two blanks of indent, arrays of plain values on one line, and a line feed at the end. */
    public static String pretty(JsonNode node) {
        StringBuilder out = new StringBuilder();
        write(node, "", out);
        return out.append('\n').toString();
    }

    private static void write(JsonNode node, String indent, StringBuilder out) {
        if (node.isObject() && !node.isEmpty()) {
            out.append('{');
            String inner = indent + "  ";
            for (Iterator<Map.Entry<String, JsonNode>> it = node.fields(); it.hasNext(); ) {
                Map.Entry<String, JsonNode> field = it.next();
                out.append('\n').append(inner).append(quote(field.getKey())).append(": ");
                write(field.getValue(), inner, out);
                out.append(it.hasNext() ? "," : "");
            }
            out.append('\n').append(indent).append('}');
        } else if (node.isArray() && !node.isEmpty()) {
            boolean nested = false;
            for (JsonNode item : node) {
                nested |= item.isContainerNode();
            }
            String inner = indent + "  ";
            out.append('[');
            for (Iterator<JsonNode> it = node.elements(); it.hasNext(); ) {
                out.append(nested ? "\n" + inner : "");
                write(it.next(), inner, out);
                out.append(it.hasNext() ? nested ? "," : ", " : "");
            }
            out.append(nested ? "\n" + indent : "").append(']');
        } else {
            out.append(node);
        }
    }

    private static String quote(String text) {
        return JsonNodeFactory.instance.textNode(text).toString();
    }
}
