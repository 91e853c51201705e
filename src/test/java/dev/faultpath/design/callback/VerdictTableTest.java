package dev.faultpath.design.callback;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The table of answers behaves as a map that forgets nothing until it is cleared. */
class VerdictTableTest {
    @Property(tries = 200)
    void itIsAMap(@ForAll List<@IntRange(max = 1 << 24) Integer> keys) {
        VerdictTable table = new VerdictTable();
        for (int round = 0; round < 2; round++) {
            Map<Integer, Byte> map = new HashMap<>();
            for (int key : keys) {
                assertThat(table.get(key)).isEqualTo(map.getOrDefault(key, VerdictTable.UNKNOWN));
                byte verdict = (key & 1) == 0 ? VerdictTable.GRANTED : VerdictTable.REFUSED;
                table.put(key, verdict);
                map.put(key, verdict);
                map.forEach((k, v) -> assertThat(table.get(k)).isEqualTo(v));
            }
            table.clear();
        }
    }
}
