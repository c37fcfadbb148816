package io.headroom.model.quantity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CpuTest {

    @ParameterizedTest
    @CsvSource({"250m, 250", "0.5, 500", ".5, 500", "2, 2000", "1k, 1000000", "0.1m, 1", "0, 0"})
    void readsQuantitiesRoundedUpToTheMillicore(String quantity, long millicores) {
        assertThat(Cpu.parse(quantity)).isEqualTo(new Cpu(millicores));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "m", "-1", "1Mi", "half", "1 m", "99999999999999999999"})
    void refusesWhatIsNoQuantity(String quantity) {
        assertThatThrownBy(() -> Cpu.parse(quantity))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + quantity + "'");
    }
}
