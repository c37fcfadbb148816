package io.headroom.model.quantity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables of the upstream VPA's types_test.go. */
@Tag("golden")
class QuantityTest {

    @ParameterizedTest
    @CsvSource({
        "0.069946, 69",
        "0.61535112, 615",
        "0.0172071, 17",
        "0.00455, 4",
        "0.0123456789, 12",
        "0.00123456789, 1",
        "-50.5, 0",
        "1e12, 100000000000000"
    })
    void cutsCoresToWholeMillicores(double cores, long millicores) {
        assertThat(Cpu.ofCores(cores)).isEqualTo(new Cpu(millicores));
    }

    @ParameterizedTest
    @CsvSource({
        "69.669, 69",
        "12.333, 12",
        "17.357, 17",
        "-50.5, 0",
        "1e15, 100000000000000",
        "NaN, 0"
    })
    void cutsToWholeBytes(double bytes, long whole) {
        assertThat(Memory.ofBytes(bytes)).isEqualTo(new Memory(whole));
    }

    @ParameterizedTest
    @CsvSource({
        "100, 7, 105",
        "100, 10, 100",
        "0, 5, 0",
        "1000, 3, 1002",
        "1231241, 13, 1231243",
        "839500000, 134217728, 939524096",
        "262144000, 268435456, 268435456"
    })
    void roundsUpToAMultiple(long units, long step, long expected) {
        assertThat(new Cpu(units).roundedUpTo(step)).isEqualTo(new Cpu(expected));
        assertThat(new Memory(units).roundedUpTo(step)).isEqualTo(new Memory(expected));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1})
    void refusesToRoundToNothing(long step) {
        assertThatThrownBy(() -> new Cpu(1).roundedUpTo(step))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Long.toString(step));
    }

    @ParameterizedTest
    @CsvSource({
        "1024, 1.00Ki",
        "1050000, 1.00Mi",
        "1537, 1.50Ki",
        "4992073454, 4.65Gi",
        "16357476492, 15.23Gi",
        "1000, 1000"
    })
    void isReadableForPeople(long bytes, String expected) {
        assertThat(new Memory(bytes).humanized()).isEqualTo(expected);
    }

    @Test
    void sumsGrowToWhatCanBeCountedAndNoFurther() {
        Memory huge = new Memory(5L << 60);

        assertThat(huge.plus(huge)).isEqualTo(new Memory(Long.MAX_VALUE));
        assertThat(huge.plus(huge).roundedUpTo(1L << 20))
                .isEqualTo(new Memory(Long.MAX_VALUE >> 20 << 20));
    }

    @Test
    void zeroStaysZeroHoweverItIsScaled() {
        assertThat(new Cpu(0).scaled(Double.POSITIVE_INFINITY)).isEqualTo(new Cpu(0));
    }

    @Test
    void growsToTheLargestAmountAndNoFurther() {
        assertThat(new Cpu(1).scaled(Double.POSITIVE_INFINITY))
                .isEqualTo(new Cpu(Quantity.LARGEST));
    }
}
