package io.headroom.analyzer.restarts;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** A store without Kafka, whose contents a test can look at and hand on. */
final class MemoryStore implements KeyValueStore<String, byte[]> {
    final NavigableMap<String, byte[]> entries = new TreeMap<>();

    @Override
    public void put(String key, byte[] value) {
        entries.put(key, value);
    }

    @Override
    @SuppressWarnings("NullAway") // the interface does not say what may be null
    public byte[] putIfAbsent(String key, byte[] value) {
        return entries.putIfAbsent(key, value);
    }

    @Override
    public void putAll(List<KeyValue<String, byte[]>> all) {
        all.forEach(entry -> entries.put(entry.key, entry.value));
    }

    @Override
    @SuppressWarnings("NullAway")
    public byte[] delete(String key) {
        return entries.remove(key);
    }

    @Override
    @SuppressWarnings("NullAway")
    public byte[] get(String key) {
        return entries.get(key);
    }

    @Override
    public KeyValueIterator<String, byte[]> range(String from, String to) {
        return iterator(entries.subMap(from, true, to, true));
    }

    @Override
    public KeyValueIterator<String, byte[]> all() {
        return iterator(entries);
    }

    @Override
    public long approximateNumEntries() {
        return entries.size();
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {}

    @Override
    public void close() {}

    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    private static KeyValueIterator<String, byte[]> iterator(Map<String, byte[]> entries) {
        Iterator<Map.Entry<String, byte[]>> all = new TreeMap<>(entries).entrySet().iterator();
        return new KeyValueIterator<>() {
            private Map.@Nullable Entry<String, byte[]> next;

            @Override
            public boolean hasNext() {
                return all.hasNext();
            }

            @Override
            public KeyValue<String, byte[]> next() {
                next = all.next();
                return KeyValue.pair(next.getKey(), next.getValue());
            }

            @Override
            public String peekNextKey() {
                throw new NoSuchElementException("nobody asks");
            }

            @Override
            public void close() {}
        };
    }
}
