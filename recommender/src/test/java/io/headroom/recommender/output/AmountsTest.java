package io.headroom.recommender.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountsTest {
    @ParameterizedTest
    @CsvSource({"0,0m", "1,1m", "999,999m", "1000,1", "1250,1.25", "1251,1.26", "12345,12.4"})
    void cpuIsInCoresFromOneOn(long millicores, String text) {
        assertThat(Amounts.of(new Cpu(millicores))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "999,999",
        "1024,1Ki",
        "262144000,250Mi",
        "262144001,251Mi",
        "1048576000,0.977Gi",
        "1610612736,1.5Gi",
        "1099511627776,1Ti"
    })
    void memoryIsInTheUnitThatSuitsItAndNeverLess(long bytes, String text) {
        assertThat(Amounts.of(new Memory(bytes))).isEqualTo(text);
    }

    @Test
    void whatIsNotSetIsADash() {
        assertThat(Amounts.of((Cpu) null)).isEqualTo("-");
        assertThat(Amounts.of((Memory) null)).isEqualTo("-");
    }
}
