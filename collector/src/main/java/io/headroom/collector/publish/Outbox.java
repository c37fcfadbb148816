package io.headroom.collector.publish;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What waits for Kafka, bounded by bytes. When it is full, room is made at the expense of the
 * oldest usage readings (the next reading's counters make up for them), then of the oldest
 * lifecycle facts; the state of an object is replaced by a newer one and given up last.
 * Thread-safe: every method holds the monitor.
 */
final class Outbox {
    /** What a record costs beside its key and value: headers, list nodes, the record itself. */
    private static final int OVERHEAD_BYTES = 200;

    private final long limitBytes;
    private final long inFlightLimitBytes;
    /* By sequence: what comes back is again before all that was told after it. */
    private final NavigableMap<Long, Entry> usage = new TreeMap<>();
    private final NavigableMap<Long, Entry> facts = new TreeMap<>();
    private final Map<StateKey, Entry> states = new LinkedHashMap<>();
    private final Map<StateKey, Long> newest = new LinkedHashMap<>();
    private final Map<String, Long> restingUntilNanos = new LinkedHashMap<>();
    private final TreeMap<Long, Integer> open = new TreeMap<>();
    private long queuedBytes;
    private long inFlightBytes;
    private long sequence;
    private long generation;
    private long lastProgressNanos;
    private boolean closed;

    Outbox(long limitBytes, long nowNanos) {
        this.limitBytes = limitBytes;
        this.inFlightLimitBytes = Math.min(limitBytes, 8L << 20);
        this.lastProgressNanos = nowNanos;
    }

    /** How a record is treated when there is no room. */
    enum Lane {
        USAGE,
        FACTS,
        STATES
    }

    /** A record that waits or is on its way. */
    record Entry(
            Lane lane,
            ProducerRecord<String, byte[]> message,
            int bytes,
            long sequence,
            long generation) {
        StateKey stateKey() {
            return new StateKey(message.topic(), message.key());
        }
    }

    record StateKey(String topic, String key) {}

    /**
     * Takes a record; returns those that had to go for it, itself among them when nothing helped.
     */
    synchronized List<Entry> add(Lane lane, ProducerRecord<String, byte[]> message) {
        int bytes =
                OVERHEAD_BYTES
                        + message.key().length()
                        + (message.value() == null ? 0 : message.value().length);
        Entry entry = new Entry(lane, message, bytes, ++sequence, generation);
        if (closed) {
            return List.of(entry);
        }
        if (queuedBytes + inFlightBytes == 0) {
            lastProgressNanos = System.nanoTime();
        }
        // a state that waits makes room for a newer one of its key
        Entry older = lane == Lane.STATES ? states.get(entry.stateKey()) : null;
        int more = bytes - (older == null ? 0 : older.bytes());
        List<Entry> evicted = new ArrayList<>();
        while (more > 0 && queuedBytes + inFlightBytes + more > limitBytes) {
            var oldest = usage.pollFirstEntry();
            if (oldest == null && lane != Lane.USAGE) {
                oldest = facts.pollFirstEntry();
            }
            if (oldest == null) {
                evicted.add(entry);
                return evicted;
            }
            Entry victim = oldest.getValue();
            queuedBytes -= victim.bytes();
            evicted.add(victim);
            done(victim);
        }
        enqueue(entry);
        open.merge(entry.generation(), 1, Integer::sum);
        notifyAll();
        return evicted;
    }

    /** Waits until a record of this size would find room without making others go. */
    synchronized void awaitRoom() throws InterruptedException {
        while (!closed && queuedBytes + inFlightBytes > limitBytes / 2) {
            wait(1_000);
        }
    }

    /** The next record to send, or null when the outbox was closed and none can be sent now. */
    synchronized @Nullable Entry take() throws InterruptedException {
        while (true) {
            Entry next = inFlightBytes >= inFlightLimitBytes ? null : poll();
            if (next != null) {
                queuedBytes -= next.bytes();
                inFlightBytes += next.bytes();
                return next;
            }
            if (closed) {
                return null;
            }
            wait(restingUntilNanos.isEmpty() ? 1_000 : 100);
        }
    }

    /** It is in Kafka, or was given up. */
    synchronized void finished(Entry entry, boolean inKafka) {
        inFlightBytes -= entry.bytes();
        if (inKafka) {
            lastProgressNanos = System.nanoTime();
        }
        done(entry);
        if (entry.lane() == Lane.STATES) {
            newest.remove(entry.stateKey(), entry.sequence());
        }
        notifyAll();
    }

    /** It could not be sent now: it goes back to where it was, and its topic rests for a while. */
    synchronized void putBack(Entry entry, long restMillis) {
        inFlightBytes -= entry.bytes();
        restingUntilNanos.put(entry.message().topic(), System.nanoTime() + restMillis * 1_000_000);
        switch (entry.lane()) {
            case USAGE -> {
                usage.put(entry.sequence(), entry);
                queuedBytes += entry.bytes();
            }
            case FACTS -> {
                facts.put(entry.sequence(), entry);
                queuedBytes += entry.bytes();
            }
            case STATES -> {
                Long latest = newest.get(entry.stateKey());
                if (latest != null && latest == entry.sequence()) {
                    states.putIfAbsent(entry.stateKey(), entry);
                    queuedBytes += entry.bytes();
                } else {
                    done(entry);
                }
            }
        }
        notifyAll();
    }

    /** Waits until everything added before is in Kafka or was given up. */
    synchronized void awaitEmpty(long timeoutMillis) throws InterruptedException {
        long upTo = generation++;
        long deadline = System.nanoTime() + timeoutMillis * 1_000_000;
        while (!open.headMap(upTo, true).isEmpty()) {
            long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
            if (leftMillis <= 0) {
                return;
            }
            wait(leftMillis);
        }
    }

    /** Refuses more; {@link #take} hands out what is there. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** Gives up whatever waits. */
    synchronized List<Entry> clear() {
        List<Entry> left = new ArrayList<>(usage.values());
        left.addAll(facts.values());
        left.addAll(states.values());
        usage.clear();
        facts.clear();
        states.clear();
        queuedBytes = 0;
        left.forEach(this::done);
        notifyAll();
        return left;
    }

    synchronized long bytes() {
        return queuedBytes + inFlightBytes;
    }

    /** How long something has waited without anything having arrived. */
    synchronized long stalledNanos(long nowNanos) {
        return queuedBytes + inFlightBytes == 0 ? 0 : nowNanos - lastProgressNanos;
    }

    private void enqueue(Entry entry) {
        queuedBytes += entry.bytes();
        switch (entry.lane()) {
            case USAGE -> usage.put(entry.sequence(), entry);
            case FACTS -> facts.put(entry.sequence(), entry);
            case STATES -> {
                newest.put(entry.stateKey(), entry.sequence());
                Entry older = states.put(entry.stateKey(), entry);
                if (older != null) {
                    queuedBytes -= older.bytes();
                    done(older);
                }
            }
        }
    }

    private @Nullable Entry poll() {
        if (!restingUntilNanos.isEmpty()) {
            long now = System.nanoTime();
            restingUntilNanos.values().removeIf(until -> now - until >= 0);
        }
        for (var waiting = states.values().iterator(); waiting.hasNext(); ) {
            Entry entry = waiting.next();
            if (!resting(entry)) {
                waiting.remove();
                return entry;
            }
        }
        for (NavigableMap<Long, Entry> queue : List.of(facts, usage)) {
            var oldest = queue.firstEntry();
            if (oldest != null && !resting(oldest.getValue())) {
                queue.remove(oldest.getKey());
                return oldest.getValue();
            }
        }
        return null;
    }

    private boolean resting(Entry entry) {
        return restingUntilNanos.containsKey(entry.message().topic());
    }

    private void done(Entry entry) {
        open.computeIfPresent(entry.generation(), (_, count) -> count == 1 ? null : count - 1);
    }
}
