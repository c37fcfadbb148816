package io.headroom.deploy.golden;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.headroom.model.profile.Checkpoint;
import io.headroom.model.profile.DecayingHistogram;
import io.headroom.model.profile.ExponentialBuckets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Samples that went into a decaying histogram, and what it said afterwards. */
record DecayingStream(
        @JsonProperty("Resource") String resource,
        @JsonProperty("HalfLifeSec") long halfLifeSeconds,
        @JsonProperty("Base") String base,
        @JsonProperty("Samples") List<Sample> samples,
        @JsonProperty("Percentiles") Map<String, Double> percentiles,
        @JsonProperty("IsEmpty") boolean isEmpty,
        @JsonProperty("Checkpoint") StoredCheckpoint checkpoint,
        @JsonProperty("AfterLoad") Map<String, Double> afterLoad) {

    record Sample(
            @JsonProperty("T") double seconds,
            @JsonProperty("V") double value,
            @JsonProperty("W") double weight,
            @JsonProperty("Sub") boolean subtracted) {}

    record StoredCheckpoint(
            String referenceTimestamp, Map<Integer, Long> bucketWeights, double totalWeight) {

        Checkpoint value() {
            return new Checkpoint(
                    Instant.parse(referenceTimestamp), new TreeMap<>(bucketWeights), totalWeight);
        }
    }

    ExponentialBuckets buckets() {
        return resource.equals("cpu")
                ? ExponentialBuckets.CPU_CORES
                : ExponentialBuckets.MEMORY_BYTES;
    }

    Duration halfLife() {
        return Duration.ofSeconds(halfLifeSeconds);
    }

    DecayingHistogram run() {
        DecayingHistogram histogram = new DecayingHistogram(buckets(), halfLife());
        Instant start = Instant.parse(base);
        for (Sample sample : samples) {
            Instant at = start.plusNanos(Math.round(sample.seconds() * 1e9));
            if (sample.subtracted()) {
                histogram.subtract(sample.value(), sample.weight(), at);
            } else {
                histogram.add(sample.value(), sample.weight(), at);
            }
        }
        return histogram;
    }
}
