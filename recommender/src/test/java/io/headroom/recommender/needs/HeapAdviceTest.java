package io.headroom.recommender.needs;

import static io.headroom.recommender.needs.Found.amounts;
import static io.headroom.recommender.needs.Found.codes;
import static io.headroom.recommender.needs.Found.resize;
import static io.headroom.recommender.needs.Found.sentence;
import static io.headroom.recommender.needs.Found.sized;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.ContainerTraits;
import io.headroom.model.Resources;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Needs;
import io.headroom.model.recommendation.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeapAdviceTest {
    private static final long MIB = 1 << 20;

    /** What is usual beside a heap of which nothing was seen. */
    private static final long USUAL = 224;

    @ParameterizedTest
    @CsvSource({
        "-Xmx512m, 512",
        "-XX:MaxHeapSize=1g, 1024",
        "-Xmx1g -Xmx256m, 256",
        "-XX:MaxRAMPercentage=75, 768",
        "-XX:MaxRAMPercentage=75 -Xmx100m, 100",
        "-XX:MaxRAM=512m -XX:MaxRAMPercentage=50, 256",
        "-XX:+UseG1GC, 256"
    })
    void theHeapIsWhatTheLastOptionSays(String options, long mebibytes) {
        VirtualMachine machine = machine(options);

        assertThat(Objects.requireNonNull(machine.heap(Memory.ofMebibytes(1_024))).bytes())
                .isEqualTo((double) mebibytes * MIB);
    }

    @Test
    void aSmallContainerGetsTwiceTheShareByDefault() {
        assertThat(Objects.requireNonNull(machine("").heap(Memory.ofMebibytes(200))).bytes())
                .isEqualTo(100.0 * MIB);
    }

    @Test
    void withoutALimitTheHeapIsAMatterOfTheNode() {
        assertThat(machine("-XX:MaxRAMPercentage=75").heap(null)).isNull();
    }

    @Test
    void requestHeapAndTheRestAreToldTogether() {
        ContainerRecommendation told = told("-XX:MaxRAMPercentage=75", amounts(1_000, 2_048), 900);

        Needs.Jvm jvm = Objects.requireNonNull(told.found().jvm());
        assertThat(jvm.recognisedBy()).isEqualTo("options");
        assertThat(jvm.heapMaxBytes()).isEqualTo(1_536 * MIB);
        assertThat(jvm.heapMaxBy()).isEqualTo("-XX:MaxRAMPercentage=75");
        assertThat(jvm.nonHeapBytes()).isEqualTo(USUAL * MIB);
        assertThat(jvm.nonHeapEstimated()).isTrue();
        // 600 MiB advised as the limit, 224 of them beside the heap
        assertThat(jvm.maxRamPercentage()).isEqualTo(62);
        assertThat(sentence(told))
                .isEqualTo(
                        "a Java virtual machine by its options: its heap may take 1.50Gi by"
                                + " -XX:MaxRAMPercentage=75, and 224.00Mi is usual beside it; the"
                                + " working set shows what the heap was allowed to take, not what it"
                                + " needs; within a limit of 600.00Mi that is"
                                + " -XX:MaxRAMPercentage=62");
        assertThat(codes(told)).containsExactly(Reason.Code.JVM);
    }

    @Test
    void whatWasUsedBeyondTheHeapIsSeen() {
        Needs.Jvm jvm =
                Objects.requireNonNull(told("-Xmx512m", amounts(1_000, 2_048), 900).found().jvm());

        assertThat(jvm.nonHeapBytes()).isEqualTo((900 - 512) * MIB);
        assertThat(jvm.nonHeapEstimated()).isFalse();
    }

    @Test
    void optionsThatCapWhatIsBesideTheHeapCount() {
        assertThat(machine("-XX:MaxMetaspaceSize=64m -XX:MaxDirectMemorySize=8m").usualBesideHeap())
                .isEqualTo((64 + 48 + 8 + 48.0) * MIB);
    }

    @Test
    void aLimitWithoutRoomIsSaidToHaveNone() {
        ContainerRecommendation told =
                HeapAdvice.told(
                        sized(amounts(1_000, 2_048), amounts(100, 200))
                                .limited(amounts(1_000, 200)),
                        machine("-XX:MaxRAMPercentage=75"),
                        null);

        assertThat(Objects.requireNonNull(told.found().jvm()).maxRamPercentage()).isNull();
        assertThat(sentence(told)).endsWith("a limit of 200.00Mi does not hold that");
    }

    @Test
    void aHeapOfFixedSizeIsHeldWhereTheLimitGoesWithTheRequest() {
        ContainerRecommendation raised =
                HeapAdvice.holdingFixedHeap(
                        sized(amounts(1_000, 2_048), amounts(100, 600)),
                        machine("-Xmx1g"),
                        Memory.ofMebibytes(500));

        assertThat(resize(raised).target()).isEqualTo(amounts(100, 1_024 + USUAL));
        assertThat(resize(raised).upperBound()).isEqualTo(amounts(100, 1_024 + USUAL));
        assertThat(codes(raised)).containsExactly(Reason.Code.JVM);
    }

    @Test
    void aHeapThatShrinksWithTheLimitNeedNotBeHeld() {
        ContainerRecommendation before = sized(amounts(1_000, 2_048), amounts(100, 600));

        assertThat(HeapAdvice.holdingFixedHeap(before, machine("-XX:MaxRAMPercentage=75"), null))
                .isEqualTo(before);
        assertThat(HeapAdvice.holdingFixedHeap(before, machine("-Xmx256m"), null))
                .isEqualTo(before);
    }

    @Test
    void anImageAloneIsAHintAndSaysSo() {
        VirtualMachine machine =
                VirtualMachine.of(new ContainerTraits("tomcat:11", null, Map.of(), null))
                        .orElseThrow();

        assertThat(machine.recognisedBy()).isEqualTo("image");
        assertThat(
                        sentence(
                                HeapAdvice.told(
                                        sized(amounts(1_000, 2_048), amounts(100, 600)),
                                        machine,
                                        null)))
                .contains("by default, unless its image says otherwise");
    }

    private static ContainerRecommendation told(
            String options, Resources limits, @Nullable Integer peakMebibytes) {
        return HeapAdvice.told(
                sized(limits, amounts(100, 600)).limited(amounts(100, 600)),
                machine(options),
                peakMebibytes == null ? null : Memory.ofMebibytes(peakMebibytes));
    }

    private static VirtualMachine machine(String options) {
        List<String> all = Arrays.stream(options.split(" ")).filter(o -> !o.isEmpty()).toList();
        return VirtualMachine.of(new ContainerTraits(null, all, Map.of(), null)).orElseThrow();
    }
}
