package io.headroom.collector.simulator;

import java.util.UUID;
import java.util.random.RandomGenerator;

/** Names and ids as Kubernetes and the container runtime make them up. */
final class Names {
    /** What {@code k8s.io/apimachinery/pkg/util/rand} draws from: no vowels, no look-alikes. */
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

    private static final String HEX = "0123456789abcdef";

    private Names() {}

    /** What tells one pod of a ReplicaSet, or one ReplicaSet of a Deployment, from the next. */
    static String suffix(RandomGenerator random, int length) {
        return draw(random, ALPHABET, length);
    }

    /** A UUID of version 4. */
    static String uid(RandomGenerator random) {
        long high = (random.nextLong() & ~0xf000L) | 0x4000L;
        long low = (random.nextLong() >>> 2) | Long.MIN_VALUE;
        return new UUID(high, low).toString();
    }

    static String containerId(RandomGenerator random) {
        return "containerd://" + draw(random, HEX, 64);
    }

    private static String draw(RandomGenerator random, String alphabet, int length) {
        StringBuilder drawn = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            drawn.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return drawn.toString();
    }
}
