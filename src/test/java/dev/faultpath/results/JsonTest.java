package dev.faultpath.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.faultpath.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How records are bound to JSON. */
class JsonTest {
    enum Kind {
        PLAIN, TWO_WORDS, @JsonProperty("OWN") OTHER
    }

    record Inner(int n, Kind kind) {
        Inner {
            if (n < 0) {
                throw new IllegalArgumentException("n is below 0");
            }
        }
    }

    record All(String text, boolean flag, long count, double number, @JsonInclude double gap, double[] numbers, List<Inner> inner,
               SortedMap<String, Double> map, @JsonInclude String open, @JsonInclude(JsonInclude.Include.NON_NULL) String left) {
    }

    private static final String GOOD =
            "{\"text\":\"a\",\"flag\":true,\"count\":5000000000,\"number\":1.5,\"gap\":null,\"numbers\":[1.0,null],"
            + "\"inner\":[{\"n\":1,\"kind\":\"two words\"},{\"n\":2,\"kind\":\"OWN\"}],\"map\":{\"x\":2.0},\"open\":null}";

    @TempDir
    Path folder;

    @Test
    void whatIsWrittenIsReadBack() throws JsonProcessingException {
        All all = Json.parse(GOOD, All.class);
        assertThat(all.gap).isNaN();
        assertThat(all.numbers).containsExactly(1, Double.NaN);
        assertThat(all.inner).extracting(Inner::kind).containsExactly(Kind.TWO_WORDS, Kind.OTHER);
        assertThat(all.left).isNull();
        assertThat(Json.line(all)).isEqualTo(GOOD);
    }

    @Test
    void numbersHaveSixDigitsUnlessTheyDecide() {
        record Plain(double a, Double b, double c) {
        }

        @Json.Exact
        record Decides(double a, Double b) {
        }

        assertThat(Json.line(new Plain(1 / 3.0, 2 / 3.0, Double.POSITIVE_INFINITY)))
                .isEqualTo("{\"a\":0.333333,\"b\":0.666667,\"c\":null}");
        assertThat(Json.line(new Decides(1 / 3.0, 2 / 3.0))).isEqualTo("{\"a\":0.3333333333333333,\"b\":0.6666666666666666}");
        assertThat(Json.line(Map.of(Kind.TWO_WORDS, 0.0))).isEqualTo("{\"two words\":0.0}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "\"text\":\"a\", | | no text", "\"text\":\"a\" | \"text\":null | text: is null", "\"text\":\"a\" | \"text\":1 | text: is not text",
        "\"flag\":true | \"flag\":\"true\" | flag: is not true or false", "\"flag\":true | \"flag\":1 | flag: is not true or false",
        "5000000000 | \"5\" | count: is not a number", "5000000000 | 5.5 | count: is not a number",
                "1.5 | \"1.5\" | number: is not a number",
        "1.5 | \"NaN\" | number: is not a number", "1.5 | null | number: is null", "[1.0,null] | [1.0,\"x\"] | numbers: is not a number",
        "[1.0,null] | 1.0 | numbers: is not an array", "\"n\":2 | \"n\":2.5 | inner[1].n: is not a number", "\"n\":2, | | no inner[1].n",
        "\"n\":2 | \"n\":5000000000 | inner[1].n: cannot be read", "\"n\":2 | \"n\":-2 | inner[1]: n is below 0",
        "OWN | no such | inner[1].kind: is not plain or two words or OWN",
                "OWN | two_words | inner[1].kind: is not plain or two words or OWN",
        "{\"n\":1,\"kind\":\"two words\"} | null | inner[0]: is null", "{\"n\":1,\"kind\":\"two words\"} | 3 | inner[0]: is not an object",
        "\"open\":null | \"open\":null,\"more\":1 | more: unknown key", "{\"x\":2.0} | {\"x\":null} | map.x: is null",
        "\"open\":null} | \"open\":null}} | line 1: not JSON", "1.5 | 1.5.5 | line 1: not JSON", "[1.0,null] | [1.0,  | line 1: not JSON",
                "\"open\":null | \"open\":null,\"open\":null | line 1: not JSON: Duplicate"})
    void whatIsWrongIsNamedByItsKeys(String good, String bad, String message) throws IOException {
        assertThat(GOOD).contains(good);
        Path file = Files.writeString(folder.resolve("x.json"), GOOD.replace(good, bad == null ? "" : bad));
        assertThatThrownBy(() -> Json.read(file, All.class)).isInstanceOf(InputException.class).message()
                .startsWith(file + ": " + message).doesNotContain("\n").doesNotContain("dev.faultpath").doesNotContain("java.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s%s", "%s %s", "%s\n%s\n", "%s []", "%s null", "%s 1", "%s junk", "%s }", "%s ]", "%s,", "%s //",
        "%s \u0000"})
    void nothingStandsBehindTheFirstValue(String form) throws IOException {
        String row = "[{\"n\":1,\"kind\":\"plain\"}]";
        for (String value : List.of(row, "{\"n\":1,\"kind\":\"plain\"}")) {
            Path file = Files.writeString(folder.resolve("x.json"), String.format(form, value, value));
            int line = form.startsWith("%s\n") ? 2 : 1;
            String what = file + ": line " + line + ": ";
            for (Class<?> type : List.of(JsonNode.class, value.equals(row) ? Inner[].class : Inner.class)) {
                assertThatThrownBy(() -> Json.read(file, type)).isInstanceOf(InputException.class).message()
                        .satisfiesAnyOf(m -> assertThat(m).isEqualTo(what + "more behind what should be all"),
                                m -> assertThat(m).startsWith(what + "not JSON: ")).doesNotContain("\n");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e-320", "-1e-320", "4.9e-324", "1e-61", "1e61", "1.7e308", "1e400", "-1e400"})
    void numbersThatNoQuantityHasAreRefused(String edge) throws IOException {
        for (String[] place : new String[][] {{"1.5", "number"}, {"\"gap\":null", "gap"}, {"2.0}", "map.x"}, {"[1.0", "numbers"}}) {
            String bad = place[0].replaceFirst("[\\d.]+|null", edge);
            Path file = Files.writeString(folder.resolve("x.json"), GOOD.replace(place[0], bad));
            assertThatThrownBy(() -> Json.read(file, All.class)).isInstanceOf(InputException.class)
                    .hasMessage(file + ": " + place[1] + ": is beyond 1.0E-60 to 1.0E60 in size");
        }
    }

    @Test
    void rowsAreNumberedFromOne() throws IOException {
        Path file = Files.writeString(folder.resolve("x.json"), "[{\"n\":1,\"kind\":\"plain\"},{\"n\":1,\"kind\":1}]");
        assertThatThrownBy(() -> Json.read(file, Inner[].class)).hasMessage(file + ": row 2: kind: is not plain or two words or OWN");
        Files.writeString(file, "[{\"n\":1}]");
        assertThatThrownBy(() -> Json.read(file, Inner[].class)).hasMessage(file + ": row 1: no kind");
        Files.writeString(file, "[null]");
        assertThatThrownBy(() -> Json.read(file, Inner[].class)).hasMessage(file + ": row 1: is null");
        Files.writeString(file, "null");
        assertThatThrownBy(() -> Json.read(file, Inner[].class)).hasMessage(file + ": is not an array");
        Files.writeString(file, "");
        assertThatThrownBy(() -> Json.read(file, Inner[].class)).hasMessageContaining("empty file");
    }
}
