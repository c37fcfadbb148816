package io.headroom.collector.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ListMetaBuilder;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.headroom.collector.kubernetes.EventCounts.Told;
import io.headroom.collector.kubernetes.EventWatch.Gap;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventGapTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void whatWasWrittenAfterTheLatestVersionIsNewWhateverTheClocksSay() {
        Gap gap = gap(1_000, "1200");
        assertThat(gap.told(event("1100", minutesAgo(5), minutesAgo(90)))).isEqualTo(Told.CREATED);
        assertThat(gap.told(event("1001", minutesAgo(55), minutesAgo(1)))).isEqualTo(Told.UPDATED);
        assertThat(gap.told(event("1000", minutesAgo(5), minutesAgo(1)))).isEqualTo(Told.LISTED);
    }

    @Test
    void atTheBeginningWhatWasWrittenWithinThreeQuartersOfAnHourIsNew() {
        Gap gap = gap(Gap.UNKNOWN, "1200");
        assertThat(gap.told(event("1100", minutesAgo(5), minutesAgo(5)))).isEqualTo(Told.CREATED);
        assertThat(gap.told(event("1100", minutesAgo(55), minutesAgo(5)))).isEqualTo(Told.UPDATED);
        assertThat(gap.told(event("1100", minutesAgo(55), minutesAgo(46)))).isEqualTo(Told.LISTED);
    }

    @Test
    void whenItWasWrittenTheApiServerKnowsBetterThanANodeWithAWrongClock() {
        Event event = event("1100", minutesAgo(55), minutesAgo(600));
        event.getMetadata()
                .setManagedFields(
                        List.of(
                                new ManagedFieldsEntryBuilder().withTime(minutesAgo(55)).build(),
                                new ManagedFieldsEntryBuilder().withTime(minutesAgo(5)).build()));
        assertThat(gap(Gap.UNKNOWN, "1200").told(event)).isEqualTo(Told.UPDATED);
    }

    @Test
    void aVersionFromBeforeTheClustersDataWasRestoredSaysNothing() {
        Gap gap = gap(9_000, "1200");
        assertThat(gap.told(event("1100", minutesAgo(5), minutesAgo(5)))).isEqualTo(Told.CREATED);
    }

    @Test
    void aVersionThatIsNoNumberSaysNothing() {
        Gap gap = gap(1_000, "1200");
        assertThat(gap.told(event("x", minutesAgo(5), minutesAgo(5)))).isEqualTo(Told.CREATED);
        assertThat(gap.told(event("x", minutesAgo(50), minutesAgo(50)))).isEqualTo(Told.LISTED);
        assertThat(gap(1_000, "y").told(event("7", minutesAgo(5), minutesAgo(5))))
                .isEqualTo(Told.CREATED);
    }

    private static Gap gap(long heard, String listed) {
        return Gap.between(heard, new ListMetaBuilder().withResourceVersion(listed).build(), NOW);
    }

    private static String minutesAgo(int minutes) {
        return NOW.minusSeconds(60L * minutes).toString();
    }

    private static Event event(String version, String created, String last) {
        return new EventBuilder()
                .withNewMetadata()
                .withResourceVersion(version)
                .withCreationTimestamp(created)
                .endMetadata()
                .withDeprecatedLastTimestamp(last)
                .build();
    }
}
