package io.headroom.deploy.replay;

import io.headroom.deploy.e2e.TopicContents;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * All that was ever said under one key, in its order.
 *
 * @param times how often something was said
 * @param digest of all of it: another one for another value, another order or a repetition
 */
record Said(int times, String digest) {
    private static final Said NOTHING = new Said(0, "");

    /** What was committed to a topic, by key. */
    static SortedMap<String, Said> on(String topic, TopicContents contents) {
        SortedMap<String, Said> said = new TreeMap<>();
        contents.read(
                topic,
                each ->
                        said.merge(
                                each.key(),
                                NOTHING.and(each.value()),
                                (before, _) -> before.and(each.value())));
        return said;
    }

    /** The keys under which the two did not say the same. */
    static List<String> differences(Map<String, Said> one, Map<String, Said> other) {
        return Stream.concat(one.keySet().stream(), other.keySet().stream())
                .distinct()
                .filter(key -> !Objects.equals(one.get(key), other.get(key)))
                .map(key -> key + ": " + one.get(key) + ", " + other.get(key))
                .toList();
    }

    private Said and(byte[] value) {
        try {
            MessageDigest chain = MessageDigest.getInstance("SHA-256");
            chain.update(HexFormat.of().parseHex(digest));
            chain.update((byte) (value == null ? 0 : 1));
            chain.update(value == null ? new byte[0] : value);
            return new Said(times + 1, HexFormat.of().formatHex(chain.digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
