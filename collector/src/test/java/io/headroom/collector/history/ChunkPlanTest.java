package io.headroom.collector.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.profile.Windows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChunkPlanTest {
    private static final Instant NOW = Instant.parse("2026-03-10T12:03:20Z");
    private static final Instant FROM = NOW.minus(Duration.ofDays(14));

    @Test
    void coversWholeWindowsWithoutHolesTheOldestFirst() {
        ChunkPlan plan = ChunkPlan.of(FROM, NOW, 1_000);
        List<Chunk> chunks = new ArrayList<>();
        for (; !plan.done(); plan = plan.after(plan.next())) {
            chunks.add(plan.next());
        }
        assertThat(chunks.getFirst().start()).isEqualTo("2026-02-24T12:05:00Z");
        assertThat(chunks.getLast().end()).isEqualTo("2026-03-10T12:00:00Z");
        for (int i = 1; i < chunks.size(); i++) {
            assertThat(chunks.get(i).firstWindow()).isEqualTo(chunks.get(i - 1).endWindow());
        }
        assertThat(chunks.stream().mapToInt(Chunk::windows).sum()).isEqualTo(Windows.PER_RING - 1);
    }

    @Test
    void chunksAreADayOfAFewContainersAndAnHourOfMany() {
        assertThat(ChunkPlan.of(FROM, NOW, 1).windows()).isEqualTo(288);
        assertThat(ChunkPlan.of(FROM, NOW, 2_000).windows()).isEqualTo(100);
        assertThat(ChunkPlan.of(FROM, NOW, 10_000_000).windows()).isEqualTo(12);
    }

    @Test
    void halvesDownToAnHour() {
        ChunkPlan plan = ChunkPlan.of(FROM, NOW, 1);
        List<Integer> sizes = new ArrayList<>();
        for (var smaller = plan.halved(); smaller.isPresent(); ) {
            sizes.add(smaller.get().windows());
            smaller = smaller.get().halved();
        }
        assertThat(sizes).containsExactly(144, 72, 36, 18, 12);
    }

    @Test
    void givesUpTheOldestWhenTimeIsShort() {
        ChunkPlan plan = ChunkPlan.of(FROM, NOW, 1);
        ChunkPlan fitting = plan.fitting(Duration.ofSeconds(1), Duration.ofSeconds(100));
        assertThat(fitting.windowsLeft()).isEqualTo(100);
        assertThat(fitting.end()).isEqualTo(plan.end());
        assertThat(plan.fitting(Duration.ofMillis(1), Duration.ofMinutes(1))).isEqualTo(plan);
        assertThat(plan.fitting(Duration.ofMillis(1), Duration.ofSeconds(-1)).done()).isTrue();
    }

    @Test
    void nothingIsToBeReadOfLessThanAWindow() {
        assertThat(ChunkPlan.of(NOW, NOW, 1).done()).isTrue();
        assertThat(ChunkPlan.of(NOW.minusSeconds(250), NOW, 1).done()).isTrue();
    }

    @Test
    void aRangeThatEndsWithItsWindowBelongsToIt() {
        Chunk chunk = new Chunk(100, 102);
        assertThat(chunk.placeOf(Windows.start(100).toEpochMilli())).isNegative();
        assertThat(chunk.placeOf(Windows.start(101).toEpochMilli())).isZero();
        assertThat(chunk.placeOf(Windows.start(102).toEpochMilli())).isEqualTo(1);
        assertThat(chunk.placeOf(Windows.start(102).toEpochMilli() + 1)).isNegative();
    }
}
