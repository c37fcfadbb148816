package io.headroom.model.quantity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "128974848, 128974848",
        "129e6, 129000000",
        "129M, 129000000",
        "123Mi, 128974848",
        "1.5Gi, 1610612736",
        "2k, 2000",
        "2Ki, 2048",
        "1E, 1000000000000000000",
        "1Ti, 1099511627776",
        "1500m, 2",
        "1., 1",
        "1n, 1"
    })
    void readsTheQuantitiesOfKubernetes(String quantity, long bytes) {
        assertThat(Memory.parse(quantity)).isEqualTo(new Memory(bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plenty", "-1", "1Zi", "Mi", "1 Mi", "9e99E", "1e3m"})
    void refusesWhatIsNoneOrTooLarge(String quantity) {
        assertThatThrownBy(() -> Memory.parse(quantity))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void writesTheLargestUnitThatDividesIt() {
        assertThat(Memory.ofMebibytes(128)).hasToString("128Mi");
        assertThat(new Memory(1_536)).hasToString("1536");
        assertThat(new Memory(2_048)).hasToString("2Ki");
        assertThat(new Memory(0)).hasToString("0");
    }
}
