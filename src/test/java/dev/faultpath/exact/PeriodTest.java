package dev.faultpath.exact;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PeriodTest {
    private static Period of(String places) {
        Period period = new Period();
        places.chars().forEach(period::add);
        return period;
    }

    @Test
    void aLoopInsideAnOperationIsNoPeriodOnceItsEndIsSeen() {
        assertThat(of("abababab").period()).as("inside the loop").isEqualTo(2);
        String operation = "sababababe";
        assertThat(of(operation + operation).period()).isEqualTo(operation.length());
        assertThat(of("ab" + "abe" + operation + operation).period()).as("begun in the middle").isGreaterThanOrEqualTo(operation.length());
        assertThat(of("babe" + operation + operation + operation.substring(0, 3)).period()).isEqualTo(operation.length());
    }

    @Test
    void whatNeverRepeatsHasItsLength() {
        assertThat(of("abcdefg").period()).isEqualTo(7);
        assertThat(of("").period()).isZero();
    }

    @Test
    void anInstructionThatGoesOnIsOne() {
        Period period = new Period();
        assertThat(period.add(1)).isTrue();
        assertThat(period.add(1)).isFalse();
        assertThat(period.add(2)).isTrue();
        assertThat(period.length()).isEqualTo(2);
    }

    @Test
    void equalToABruteForceSearch() {
        java.util.Random random = new java.util.Random(20250204);
        for (int run = 0; run < 500; run++) {
            StringBuilder text = new StringBuilder();
            String unit = Integer.toString(random.nextInt(1_000_000), 3).replace("11", "12").replace("22", "21").replace("00", "01");
            while (text.length() < 60) {
                text.append(unit);
            }
            Period period = new Period();
            StringBuilder kept = new StringBuilder();
            text.chars().forEach(c -> {
                if (period.add(c)) {
                    kept.append((char) c);
                }
            });
            int shift = 1;
            while (!kept.substring(shift).equals(kept.substring(0, kept.length() - shift))) {
                shift++;
            }
            assertThat(period.period()).as(kept.toString()).isEqualTo(shift);
        }
    }

    @Test
    void gapsAreThoseOfThePlaceOnceAnOperation() {
        assertThat(of("sababesabesabababesab").gaps()).containsExactly(6, 4, 8);
        assertThat(of("abcabc").gaps()).as("two visits are one gap").isEmpty();
    }
}
