package io.headroom.deploy.replay;

import io.headroom.deploy.e2e.TopicContents;
import io.headroom.model.assessment.IncidentEntry;
import io.headroom.model.assessment.RestartRecord;
import io.headroom.model.lifecycle.ContainerFact;
import io.headroom.model.lifecycle.LifecycleFact;
import io.headroom.model.lifecycle.PodFact;
import io.headroom.model.lifecycle.PodGone;
import io.headroom.model.topic.RecordCodec;
import io.headroom.model.topic.Topics;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The restarts that the lifecycle topic shows, added up by the plainest loop, and those that are
 * recorded on the topic of incidents: always as many.
 *
 * @param shown by how much counts rose
 * @param recorded each restart once, however often it was told
 */
record RestartAccount(long shown, long recorded) {

    static RestartAccount of(TopicContents contents, Topics topics) {
        return new RestartAccount(shown(contents, topics), recorded(contents, topics));
    }

    private static long recorded(TopicContents contents, Topics topics) {
        RecordCodec<IncidentEntry> codec = new RecordCodec<>(IncidentEntry.class);
        Map<String, Integer> counted = new HashMap<>();
        contents.read(
                topics.incidents(),
                each -> {
                    if (codec.decode(each.headers(), each.value())
                            instanceof RestartRecord record) {
                        counted.put(record.id(), record.counted());
                    }
                });
        return counted.values().stream().mapToLong(Integer::longValue).sum();
    }

    private static long shown(TopicContents contents, Topics topics) {
        RecordCodec<LifecycleFact> codec = new RecordCodec<>(LifecycleFact.class);
        Map<Integer, Counts> partitions = new HashMap<>();
        contents.read(
                topics.lifecycle(),
                (ConsumerRecord<String, byte[]> each) ->
                        partitions
                                .computeIfAbsent(each.partition(), _ -> new Counts())
                                .add(codec.decode(each.headers(), each.value())));
        return partitions.values().stream().mapToLong(counts -> counts.sum).sum();
    }

    /** What one partition shows: before its first fact nobody looked. */
    private static final class Counts {
        private final Map<String, Integer> counts = new HashMap<>();
        private final Map<String, Instant> latest = new HashMap<>();
        private Instant since = Instant.MAX;
        private long sum;

        void add(LifecycleFact fact) {
            switch (fact) {
                case PodFact pod -> add(pod);
                case PodGone gone ->
                        latest.computeIfPresent(
                                gone.podUid(),
                                (_, before) ->
                                        gone.observedAt().isBefore(before)
                                                ? before
                                                : gone.observedAt());
                default -> {}
            }
        }

        private void add(PodFact pod) {
            if (since.equals(Instant.MAX)) {
                since = pod.observedAt();
            }
            Instant before = latest.get(pod.podUid());
            if (before != null && pod.observedAt().isBefore(before)) {
                return;
            }
            latest.put(pod.podUid(), pod.observedAt());
            boolean given = before == null && pod.snapshot() && !pod.createdAt().isAfter(since);
            for (ContainerFact container : pod.containers()) {
                int count = container.restartCount();
                Integer known = counts.put(pod.podUid() + '/' + container.name(), count);
                int from = known != null ? known : given ? count : 0;
                sum += Math.max(0, count - from);
            }
        }
    }
}
