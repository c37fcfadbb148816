package io.headroom.collector.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Quantity;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountsTest {

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "250m, 0.25",
        "1u, 0.000001",
        "100n, 0.0000001",
        "2k, 2000",
        "3M, 3000000",
        "1G, 1000000000",
        "1Ki, 1024",
        "1Mi, 1048576",
        "2Gi, 2147483648",
        "1Ti, 1099511627776",
        "1E, 1000000000000000000",
        "1e3, 1000",
        "0.5, 0.5",
        "0, 0"
    })
    void readsEverySuffix(String text, String expected) {
        assertThat(Amounts.base(new Quantity(text)).orElseThrow()).isEqualByComparingTo(expected);
    }

    @Test
    void roundsUpAsKubernetesDoes() {
        assertThat(Amounts.cpu(new Quantity("100100u"))).isEqualTo(new Cpu(101));
        assertThat(Amounts.memory(new Quantity("1500m"))).isEqualTo(new Memory(2));
    }

    @Test
    void whatIsNoAmountIsAbsent() {
        assertThat(Amounts.cpu(null)).isNull();
        assertThat(Amounts.cpu(new Quantity("-1"))).isNull();
        assertThat(Amounts.base(new Quantity("lots"))).isEmpty();
    }
}
