package dev.faultpath.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.ser.std.NumberSerializers;
import com.fasterxml.jackson.databind.type.LogicalType;
import dev.faultpath.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * JSON as the repository keeps it, and all that decides how records are bound to it: stable order, one array of numbers a line, six
 * significant digits, NaN and infinities as null, constants of enums as lower-case words.
 *
 * <p>What is read must be what a record says: unknown and repeated keys are refused, and no text stands for a number. A key must be there
 * and not null, unless its component has {@link JsonInclude}: {@code ALWAYS} for what may be null, another value for what may be left out.
 */
public final class Json {
    /** Shared and thread safe. */
    public static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(LogicalType.Textual, c -> Arrays.asList(CoercionInputShape.Integer, CoercionInputShape.Float,
                    CoercionInputShape.Boolean).forEach(shape -> c.setCoercion(shape, CoercionAction.Fail)))
            .defaultSetterInfo(JsonSetter.Value.construct(Nulls.FAIL, Nulls.FAIL))
            .annotationIntrospector(new Rules())
            .addModule(new SimpleModule().addSerializer(Double.class, new OneNumber()).addSerializer(double.class, new OneNumber())
                    .addSerializer(double[].class, new Numbers()).addDeserializer(double.class, new NumberOrNaN())
                    .addDeserializer(Double.class, new SizedNumber())
                    .addDeserializer(double[].class, new NumbersOrNaN()))
            .build();

    /** Least and greatest size of a number other than 0: no quantity is near them, and what is computed from two of them is finite. */
    private static final double LEAST = 1e-60;
    private static final double MOST = 1e60;

    /** Stands for a number of a size that is not taken. */
    private interface Size {
    }

    private Json() {
    }

    /** On records that decide: their numbers are written with all digits. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    public @interface Exact {
    }

    /** What annotations, and their absence, mean. */
    private static final class Rules extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        @Override
        public Boolean hasRequiredMarker(AnnotatedMember member) {
            JsonInclude include = _findAnnotation(member, JsonInclude.class);
            return include == null || include.value() == JsonInclude.Include.ALWAYS;
        }

        @Override
        public JsonSetter.Value findSetterInfo(Annotated member) {
            JsonInclude include = _findAnnotation(member, JsonInclude.class);
            return include == null ? JsonSetter.Value.empty()
                    : JsonSetter.Value.construct(Nulls.SET, include.value() == JsonInclude.Include.ALWAYS ? Nulls.SET : Nulls.FAIL);
        }

        @Override
        public Object findSerializer(Annotated member) {
            boolean exact = member instanceof AnnotatedMember m && m.getDeclaringClass().isAnnotationPresent(Exact.class);
            return exact && (member.getRawType() == double.class || member.getRawType() == Double.class)
                    ? new NumberSerializers.DoubleSerializer(double.class) : super.findSerializer(member);
        }

        @Override
        public String[] findEnumValues(MapperConfig<?> config, AnnotatedClass type, Enum<?>[] constants, String[] names) {
            for (int i = 0; i < constants.length; i++) {
                names[i] = constants[i].name().toLowerCase(Locale.ROOT).replace('_', ' ');
            }
            return super.findEnumValues(config, type, constants, names); // a name of its own goes first
        }
    }

    /** Writes a number. */
    private static final class OneNumber extends JsonSerializer<Double> {
        @Override
        public void serialize(Double value, JsonGenerator out, SerializerProvider provider) throws IOException {
            number(value, out);
        }
    }

    /** Writes an array of numbers. */
    private static final class Numbers extends JsonSerializer<double[]> {
        @Override
        public void serialize(double[] values, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeStartArray();
            for (double value : values) {
                number(value, out);
            }
            out.writeEndArray();
        }
    }

    /** Writes a count: exact, as it carries no noise. */
    public static final class Count extends JsonSerializer<Double> {
        @Override
        public void serialize(Double value, JsonGenerator out, SerializerProvider provider) throws IOException {
            if (value == Math.rint(value) && Math.abs(value) < 1L << 53) {
                out.writeNumber(value.longValue());
            } else {
                number(value, out);
            }
        }
    }

    /** Reads a number. */
    private static class SizedNumber extends JsonDeserializer<Double> {
        @Override
        public Double deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return in.currentToken().isNumeric() ? (Double) sized(in.getDoubleValue(), context)
                    : (Double) context.handleUnexpectedToken(double.class, in);
        }
    }

    /** Reads a number; null is NaN. */
    private static final class NumberOrNaN extends SizedNumber {
        @Override
        public Double getNullValue(DeserializationContext context) {
            return Double.NaN;
        }

        @Override
        public Object getAbsentValue(DeserializationContext context) {
            return 0.0;
        }
    }

    /** Reads an array of numbers; null is NaN. */
    private static final class NumbersOrNaN extends JsonDeserializer<double[]> {
        @Override
        public double[] deserialize(JsonParser in, DeserializationContext context) throws IOException {
            JsonNode array = context.readTree(in);
            if (!array.isArray()) {
                return context.reportInputMismatch(double[].class, "no array");
            }
            double[] values = new double[array.size()];
            for (int i = 0; i < values.length; i++) {
                if (!array.get(i).isNumber() && !array.get(i).isNull()) {
                    context.reportInputMismatch(double.class, "no number");
                }
                values[i] = sized(array.get(i).asDouble(Double.NaN), context);
            }
            return values;
        }
    }

    private static double sized(double value, DeserializationContext context) throws IOException {
        double size = Math.abs(value);
        if (size > MOST || size > 0 && size < LEAST) {
            context.reportInputMismatch(Size.class, "out of range");
        }
        return value;
    }

    private static void number(double value, JsonGenerator out) throws IOException {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            out.writeNull();
        } else {
            out.writeNumber(round(value));
        }
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
        return MAPPER.valueToTree(value);
    }

    /** A number as a file has it; empty where there is none. */
    public static String text(Double value) {
        return value == null || value.isNaN() || value.isInfinite() ? "" : Double.toString(round(value));
    }

    /** Reads a file into a tree. */
    public static JsonNode read(Path file) {
        return read(file, JsonNode.class);
    }

    /**
     * Reads a file, compressed or not.
     *
     * @param type a record, or an array of them
     * @throws InputException in one line that names the file, the keys that lead to what is wrong, and what that is
     */
    public static <T> T read(Path file, Class<T> type) {
        try {
            String text = Stored.read(file);
            if (text.isBlank()) {
                throw new InputException(file + ": empty file where JSON is expected");
            }
            return parse(text, type);
        } catch (NoSuchFileException e) {
            throw new InputException(file + ": no such file", e);
        } catch (JsonProcessingException e) {
            throw new InputException(file + ": " + problem(e), e);
        } catch (IOException e) {
            throw InputException.because(file + ": cannot be read", e);
        }
    }

    /** Reads a file that ships beside a class. */
    public static <T> T resource(Class<?> beside, String name, Class<T> type) {
        try (InputStream in = beside.getResourceAsStream(name)) {
            return MAPPER.readValue(in, type);
        } catch (IOException e) {
            throw new IllegalStateException(name + ": cannot be read", e);
        }
    }

    /**
     * Reads text.
     *
     * @throws JsonProcessingException if it is not what the type says; {@link #problem} has the words for it
     */
    public static <T> T parse(String text, Class<T> type) throws JsonProcessingException {
        T value = MAPPER.readValue(text, type);
        if (value == null) {
            throw MismatchedInputException.from(null, type, "null");
        }
        return value;
    }

    /** What is wrong with a text, in its own words: the keys that lead there, and what was expected. */
    public static String problem(JsonProcessingException e) {
        JsonProcessingException syntax = e.getCause() instanceof JsonParseException cause ? cause : e;
        if (!(syntax instanceof JsonMappingException mapping)) {
            String where = syntax.getLocation() == null ? "" : "line " + syntax.getLocation().getLineNr() + ": ";
            return where + "not JSON: " + syntax(syntax);
        }
        if (e.getOriginalMessage().startsWith("Trailing token")) {
            return "line " + e.getLocation().getLineNr() + ": more behind what should be all";
        }
        List<JsonMappingException.Reference> path = mapping.getPath();
        boolean rows = !path.isEmpty() && path.get(0).getFieldName() == null;
        String keys = path.stream().skip(rows ? 1 : 0)
                .map(k -> k.getFieldName() == null ? "[" + k.getIndex() + "]" : "." + k.getFieldName())
                .collect(Collectors.joining()).replaceFirst("^\\.", "");
        boolean missing = e.getOriginalMessage().startsWith("Missing required creator property");
        return (rows ? "row " + (path.get(0).getIndex() + 1) + ": " : "")
                + (missing ? "no " + keys : (keys.isEmpty() ? "" : keys + ": ") + what(mapping));
    }

    /** What is wrong with the syntax, without the library's advice on itself. */
    private static String syntax(JsonProcessingException e) {
        return e instanceof JsonEOFException ? "it ends too early"
                : e instanceof StreamConstraintsException ? "it is too deep, or a name, text or number in it is too long"
                : e.getOriginalMessage().replaceFirst("(?s)(?<=\\S): .*", "");
    }

    private static String what(JsonMappingException e) {
        Class<?> type = e instanceof MismatchedInputException mismatch ? mismatch.getTargetType() : null;
        return e.getCause() instanceof InputException || e.getCause() instanceof IllegalArgumentException ? e.getCause().getMessage()
                : e instanceof UnrecognizedPropertyException ? "unknown key"
                : e instanceof InvalidNullException ? "is null"
                : e instanceof InvalidTypeIdException ? "'type' is none that is known"
                : type == null ? "cannot be read" : type == Size.class ? "is beyond " + LEAST + " to " + MOST + " in size"
                : "is not " + expected(type);
    }

    private static String expected(Class<?> type) {
        JavaType wanted = MAPPER.constructType(type);
        return type.isEnum() ? Arrays.stream(type.getEnumConstants()).map(c -> MAPPER.valueToTree(c).asText())
                .collect(Collectors.joining(" or "))
                : type == String.class ? "text" : type == boolean.class ? "true or false"
                : type.isPrimitive() || Number.class.isAssignableFrom(type) ? "a number"
                : wanted.isContainerType() && !wanted.isMapLikeType() ? "an array" : "an object";
    }

    /** On one line, without a line feed. */
    public static String line(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Text with two blanks of indent, arrays of plain values on one line, and a line feed at the end. */
    public static String pretty(Object value) {
        StringBuilder out = new StringBuilder();
        write(MAPPER.valueToTree(value), "", out);
        return out.append('\n').toString();
    }

    private static void write(JsonNode node, String indent, StringBuilder out) {
        if (node.isObject() && !node.isEmpty()) {
            out.append('{');
            String inner = indent + "  ";
            for (Iterator<Map.Entry<String, JsonNode>> it = node.properties().iterator(); it.hasNext(); ) {
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
