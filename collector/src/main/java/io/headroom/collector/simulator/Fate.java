package io.headroom.collector.simulator;

import java.time.Duration;
import java.time.Instant;

/** How an instance of a container ends by itself. */
sealed interface Fate {

    /** It runs as long as its pod. */
    record Healthy() implements Fate {}

    /** It takes ever more memory until it reaches its limit after about {@code life}. */
    record Leaks(Duration life) implements Fate {}

    /** From {@code since} on it fails about {@code life} after each start. */
    record Crashes(Instant since, Duration life) implements Fate {}

    /** It has done its work after about {@code life}, and its pod with it. */
    record Completes(Duration life) implements Fate {}
}
