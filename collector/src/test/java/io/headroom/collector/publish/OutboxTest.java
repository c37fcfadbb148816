package io.headroom.collector.publish;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.collector.publish.Outbox.Entry;
import io.headroom.collector.publish.Outbox.Lane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class OutboxTest {
    private static final int RECORD_BYTES = 1_000;

    private final Outbox outbox = new Outbox(4 * RECORD_BYTES, System.nanoTime());

    @Test
    void sendsStatesBeforeFactsBeforeUsageAndEachInOrder() throws InterruptedException {
        outbox.add(Lane.USAGE, message("usage", "u1"));
        outbox.add(Lane.FACTS, message("facts", "f1"));
        outbox.add(Lane.FACTS, message("facts", "f2"));
        outbox.add(Lane.STATES, message("states", "s1"));

        assertThat(takeAll()).extracting(OutboxTest::key).containsExactly("s1", "f1", "f2", "u1");
    }

    @Test
    void givesUpUsageBeforeFacts() throws InterruptedException {
        outbox.add(Lane.USAGE, message("usage", "u1"));
        outbox.add(Lane.USAGE, message("usage", "u2"));
        outbox.add(Lane.FACTS, message("facts", "f1"));
        outbox.add(Lane.FACTS, message("facts", "f2"));

        List<Entry> evicted = outbox.add(Lane.FACTS, message("facts", "f3"));

        assertThat(evicted).extracting(OutboxTest::key).containsExactly("u1");
        assertThat(takeAll()).extracting(OutboxTest::key).containsExactly("f1", "f2", "f3", "u2");
    }

    @Test
    void refusesUsageThatWouldPushOutFacts() {
        for (int i = 0; i < 4; i++) {
            outbox.add(Lane.FACTS, message("facts", "f" + i));
        }

        List<Entry> evicted = outbox.add(Lane.USAGE, message("usage", "u1"));

        assertThat(evicted).extracting(OutboxTest::key).containsExactly("u1");
    }

    @Test
    void keepsTheNewestStateOfAKeyAlone() throws InterruptedException {
        outbox.add(Lane.STATES, message("states", "s1"));
        outbox.add(Lane.STATES, new ProducerRecord<>("states", "s1", null));

        List<Entry> taken = takeAll();

        assertThat(taken).hasSize(1);
        assertThat(taken.getFirst().message().value()).isNull();
    }

    @Test
    void aFullOutboxTakesTheNewerStateOfAKeyForTheOlderOne() throws InterruptedException {
        for (String key : List.of("a", "b", "c", "d")) {
            assertThat(outbox.add(Lane.STATES, message("states", key))).isEmpty();
        }

        assertThat(outbox.add(Lane.STATES, new ProducerRecord<>("states", "b", null))).isEmpty();

        assertThat(takeAll())
                .filteredOn(entry -> key(entry).equals("b"))
                .singleElement()
                .satisfies(entry -> assertThat(entry.message().value()).isNull());
    }

    @Test
    void anOlderStateThatFailedDoesNotComeBackAfterANewerOne() throws InterruptedException {
        outbox.add(Lane.STATES, message("states", "s1"));
        Entry older = next();
        outbox.add(Lane.STATES, new ProducerRecord<>("states", "s1", null));

        outbox.putBack(older, 0);

        List<Entry> taken = takeAll();
        assertThat(taken).hasSize(1);
        assertThat(taken.getFirst().message().value()).isNull();
    }

    @Test
    void whatComesBackIsAgainInItsOrderAndBeforeWhatWasToldLater() throws InterruptedException {
        outbox.add(Lane.FACTS, message("facts", "f1"));
        outbox.add(Lane.FACTS, message("facts", "f2"));
        Entry first = next();
        Entry second = next();
        outbox.add(Lane.FACTS, message("facts", "f3"));

        outbox.putBack(first, 0);
        outbox.putBack(second, 0);

        assertThat(takeAll()).extracting(OutboxTest::key).containsExactly("f1", "f2", "f3");
    }

    @Test
    void aTopicThatRestsDoesNotHoldUpTheOthers() throws InterruptedException {
        outbox.add(Lane.FACTS, message("facts", "f1"));
        Entry failed = next();
        outbox.putBack(failed, 60_000);
        outbox.add(Lane.USAGE, message("usage", "u1"));

        assertThat(key(next())).isEqualTo("u1");
    }

    @Test
    void anEmptyOutboxIsNeverStalledAndAWaitingOneIsUntilSomethingArrives()
            throws InterruptedException {
        long later = System.nanoTime() + Duration.ofMinutes(5).toNanos();
        assertThat(outbox.stalledNanos(later)).isZero();

        outbox.add(Lane.USAGE, message("usage", "u1"));
        assertThat(outbox.stalledNanos(later)).isGreaterThan(Duration.ofMinutes(4).toNanos());

        outbox.finished(next(), true);
        assertThat(outbox.stalledNanos(later)).isZero();
        assertThat(outbox.bytes()).isZero();
    }

    @Test
    void flushingWaitsForWhatCameBeforeOnly() throws InterruptedException {
        outbox.add(Lane.USAGE, message("usage", "u1"));
        Entry first = next();
        Thread flush =
                Thread.ofVirtual()
                        .unstarted(() -> {
                            try {
                                outbox.awaitEmpty(10_000);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        flush.start();
        while (flush.getState() == Thread.State.NEW || flush.getState() == Thread.State.RUNNABLE) {
            Thread.onSpinWait();
        }
        outbox.add(Lane.USAGE, message("usage", "u2"));

        outbox.finished(first, true);

        assertThat(flush.join(Duration.ofSeconds(5))).isTrue();
        assertThat(outbox.bytes()).isPositive();
    }

    private List<Entry> takeAll() throws InterruptedException {
        outbox.close();
        List<Entry> taken = new ArrayList<>();
        for (Entry next = outbox.take(); next != null; next = outbox.take()) {
            taken.add(next);
        }
        return taken;
    }

    private Entry next() throws InterruptedException {
        return requireNonNull(outbox.take());
    }

    private static String key(Entry entry) {
        return entry.message().key();
    }

    /** A record that counts as exactly RECORD_BYTES. */
    private static ProducerRecord<String, byte[]> message(String topic, String key) {
        return new ProducerRecord<>(topic, key, new byte[RECORD_BYTES - 200 - key.length()]);
    }
}
