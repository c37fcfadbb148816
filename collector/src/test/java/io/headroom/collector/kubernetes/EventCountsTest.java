package io.headroom.collector.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.headroom.collector.kubernetes.EventCounts.Told;
import io.headroom.model.lifecycle.EventDelta;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EventCountsTest {
    private final EventCounts counts = new EventCounts(2);

    @Test
    void countsWhatIsNew() {
        assertThat(delta("a", 3, Told.CREATED)).isEqualTo(3);
        assertThat(delta("a", 3, Told.UPDATED)).isZero();
        assertThat(delta("a", 7, Told.UPDATED)).isEqualTo(4);
        assertThat(delta("a", 5, Told.UPDATED)).isZero();
        assertThat(delta("a", 8, Told.LISTED)).isEqualTo(1);
    }

    @Test
    void ofAnEventNeverSeenAnUpdateIsOneAndAListNothing() {
        assertThat(delta("a", 9, Told.UPDATED)).isEqualTo(1);
        assertThat(delta("b", 9, Told.LISTED)).isZero();
    }

    @Test
    void remembersABoundedNumber() {
        delta("a", 1, Told.CREATED);
        delta("b", 1, Told.CREATED);
        delta("c", 1, Told.CREATED);
        assertThat(delta("b", 2, Told.UPDATED)).isEqualTo(1);
        assertThat(delta("a", 5, Told.CREATED)).isEqualTo(5);
    }

    private int delta(String uid, int count, Told told) {
        Event event = new Event();
        ObjectMeta metadata = new ObjectMeta();
        metadata.setUid(uid);
        event.setMetadata(metadata);
        event.setDeprecatedCount(count);
        return counts.delta(event, told, null, Instant.EPOCH).map(EventDelta::delta).orElse(0);
    }
}
