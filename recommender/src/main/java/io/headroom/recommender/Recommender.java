package io.headroom.recommender;

import io.headroom.model.ContainerSpec;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Assessment;
import io.headroom.model.assessment.IncidentEntry;
import io.headroom.model.cluster.ClusterEntry;
import io.headroom.model.inventory.InventoryEntry;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.model.topic.RecordCodec;
import io.headroom.model.topic.TopicReader;
import io.headroom.model.topic.Topics;
import io.headroom.model.topic.UnreadableRecordException;
import io.headroom.recommender.fit.NamespacePlan;
import io.headroom.recommender.savings.Savings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the recommendations up to date: reads the compacted topics whole, computes again whatever
 * changed, and publishes what came out different. Every replica reads and answers; only the leader
 * computes and publishes. Holds no rules of its own.
 */
public final class Recommender implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Recommender.class);
    private static final String NAME = "headroom-recommender";
    private static final Duration SCALING_PAUSE = Duration.ofSeconds(10);

    private final Topics topics;
    private final BooleanSupplier leader;
    private final Sizing sizing;
    private final LatestState state;
    private final Publication publication;
    private final RecommenderMetrics metrics;
    private final RecordCodec<Assessment> assessments = new RecordCodec<>(Assessment.class);
    private final RecordCodec<InventoryEntry> inventory = new RecordCodec<>(InventoryEntry.class);
    private final RecordCodec<ClusterEntry> cluster = new RecordCodec<>(ClusterEntry.class);
    private final RecordCodec<IncidentEntry> incidents = new RecordCodec<>(IncidentEntry.class);
    private final RecordCodec<Recommendation> recommendations =
            new RecordCodec<>(Recommendation.class);

    /* Of the reader's thread alone. */
    private final Dirty dirty = new Dirty();
    private boolean leading;

    private volatile boolean ready;
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private final TopicReader reader;
    private final CompletableFuture<Void> started;

    /* Apart from the reader, which a search of settings would keep waiting for seconds. */
    private final ScheduledExecutorService scaling =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name(NAME + "-scaling").factory());

    private Recommender(
            RecommenderConfig config,
            Map<String, Object> kafkaClient,
            Topics topics,
            RecommenderMetrics metrics,
            BooleanSupplier leader) {
        this.topics = topics;
        this.leader = leader;
        this.sizing = new Sizing(config.strategy(), config.vpa());
        this.state = new LatestState(config.prices(), config.policies());
        this.metrics = metrics;
        this.publication = new Publication(NAME, kafkaClient, topics);
        this.reader =
                TopicReader.start(
                        NAME,
                        kafkaClient,
                        // first what was answered: of what is assessed only what came later
                        // than that has to be kept
                        List.of(
                                topics.recommendations(),
                                topics.inventory(),
                                topics.cluster(),
                                topics.incidents(),
                                topics.assessments()),
                        new TopicReader.Handler() {
                            @Override
                            public void accept(ConsumerRecord<String, byte[]> received) {
                                orEnd(() -> read(received));
                            }

                            @Override
                            public void batchDone() {
                                orEnd(Recommender.this::computeWhatChanged);
                            }
                        });
        this.started =
                reader.catchUp()
                        .thenRun(() -> {
                            state.caughtUp();
                            ready = true;
                        });
        var _ =
                scaling.scheduleWithFixedDelay(
                        () -> orEnd(this::refreshScaling),
                        SCALING_PAUSE.toSeconds(),
                        SCALING_PAUSE.toSeconds(),
                        TimeUnit.SECONDS);
    }

    /**
     * Starts reading, computing and publishing.
     *
     * @param kafkaClient bootstrap servers, security and the like
     * @param leader whether this replica is the one that computes; asked again and again
     */
    public static Recommender start(
            RecommenderConfig config,
            Map<String, Object> kafkaClient,
            Topics topics,
            RecommenderMetrics metrics,
            BooleanSupplier leader) {
        Recommender recommender = new Recommender(config, kafkaClient, topics, metrics, leader);
        metrics.show(recommender.state, leader);
        return recommender;
    }

    /** Whether what was in the topics at the start has been read, and it goes on. */
    public boolean ready() {
        return ready && !ended.isDone();
    }

    public Optional<String> notReadyReason() {
        if (ended.isDone()) {
            return Optional.of(ended.join());
        }
        return ready
                ? Optional.empty()
                : Optional.of("the recommender is still reading the topics from their beginning");
    }

    /**
     * Completes, with a sentence for the operator, when it cannot go on: it neither reads nor
     * computes any more.
     */
    public CompletableFuture<String> ended() {
        return ended.copy();
    }

    /**
     * Completes when everything that is in the input topics at the time of this call is read, and,
     * on the leader, computed and the outcome published.
     */
    public CompletableFuture<Void> catchUp() {
        // the batch that completes the start computes nothing yet: only the one after it does
        return started.thenCompose(_ -> reader.catchUp()).thenRunAsync(publication::flush);
    }

    /** The latest recommendations in the order of their workloads. */
    public List<Recommendation> recommendations() {
        return List.copyOf(state.recommendations().values());
    }

    /** What they would save, and have saved. */
    public Savings savings() {
        return state.savings(_ -> true);
    }

    /** Whether the advice fits the quotas, namespace by namespace. */
    public List<NamespacePlan> plans() {
        return state.namespaces().stream()
                .flatMap(namespace -> state.plan(namespace).stream())
                .toList();
    }

    /** What is known now. */
    public View view() {
        return state;
    }

    @Override
    public void close() {
        metrics.hide();
        scaling.shutdownNow();
        reader.close();
        publication.close();
    }

    /** What is not Kafka's, and not one record's or workload's, would only come again. */
    private void orEnd(Runnable step) {
        if (ended.isDone()) {
            return;
        }
        try {
            step.run();
        } catch (KafkaException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            LOGGER.atError().setCause(e).log("the recommender cannot go on");
            ended.complete(
                    "the recommender cannot go on ("
                            + e
                            + "): start it again, and report it if it comes again");
        }
    }

    /** A record that nobody can read, or nobody expected, must not keep the others from theirs. */
    private void read(ConsumerRecord<String, byte[]> received) {
        try {
            apply(received);
        } catch (RuntimeException e) {
            metrics.deadLetter(received.topic());
            publication.setAside(received, e);
        }
    }

    private void apply(ConsumerRecord<String, byte[]> received) {
        String key = received.key();
        if (key == null) {
            throw new UnreadableRecordException("the record has no key", null);
        }
        String topic = received.topic();
        if (topic.equals(topics.assessments())) {
            state.assessment(key, decode(assessments, received, Assessment::key), dirty);
        } else if (topic.equals(topics.inventory())) {
            state.inventory(
                    key,
                    decode(inventory, received, InventoryEntry::key),
                    writtenAt(received),
                    dirty);
        } else if (topic.equals(topics.cluster())) {
            state.cluster(
                    key, decode(cluster, received, ClusterEntry::key), writtenAt(received), dirty);
        } else if (topic.equals(topics.incidents())) {
            IncidentEntry entry = decode(incidents, received, _ -> key);
            if (entry == null) {
                throw new UnreadableRecordException("the value is missing", null);
            }
            if (state.incident(entry, dirty)) {
                metrics.incidentForgotten();
            }
        } else {
            published(
                    WorkloadRef.parse(key), decode(recommendations, received, Recommendation::key));
        }
    }

    /**
     * Takes what a recommender published. While the latest of this one is under way, what was there
     * before it does not count; what is there after it is another's, and is checked.
     */
    private void published(WorkloadRef workload, @Nullable Recommendation value) {
        if (publication.confirms(workload, value)) {
            state.recommendation(workload, value);
            dirty.mark(workload);
        }
    }

    private static Instant writtenAt(ConsumerRecord<String, byte[]> received) {
        return Instant.ofEpochMilli(received.timestamp());
    }

    /**
     * The value; null for a tombstone.
     *
     * @param keyOf the key that it belongs under: under another one nothing would ever replace it
     */
    private static <T> @Nullable T decode(
            RecordCodec<T> codec,
            ConsumerRecord<String, byte[]> received,
            Function<T, String> keyOf) {
        byte[] bytes = received.value();
        if (bytes == null) {
            return null;
        }
        T value = codec.decode(received.headers(), bytes);
        String key = keyOf.apply(value);
        if (!key.equals(received.key())) {
            throw new UnreadableRecordException("it belongs under the key " + key, null);
        }
        return value;
    }

    /** Every replica does, because each answers for it; the same for the same topics. */
    private void refreshScaling() {
        if (ready) {
            state.refreshScaling((workload, reason) -> {
                metrics.computationFailed();
                LOGGER.atError()
                        .addKeyValue("workload", workload.key())
                        .setCause(reason)
                        .log("advice on the scaling of a workload could not be computed");
            });
        }
    }

    private void computeWhatChanged() {
        boolean leads = ready && leader.getAsBoolean();
        if (leads && !leading) {
            dirty.markAll();
        }
        leading = leads;
        if (!leads) {
            if (ready) {
                publication.leaveToTheLeader();
            }
            return;
        }
        Set<WorkloadRef> again = publication.failed();
        again.forEach(dirty::mark);
        if (!dirty.isEmpty()) {
            dirty.drain(state.recommendable())
                    .forEach(workload -> tryToCompute(workload, again.contains(workload)));
        }
        publication.sendDeadLetters();
    }

    /** One odd workload keeps its answer, and must not keep the others from theirs. */
    private void tryToCompute(WorkloadRef workload, boolean lost) {
        try {
            compute(workload, lost);
        } catch (RuntimeException e) {
            metrics.computationFailed();
            LOGGER.atError()
                    .addKeyValue("workload", workload.key())
                    .setCause(e)
                    .log("a recommendation could not be computed");
        }
    }

    private void compute(WorkloadRef workload, boolean lost) {
        Recommendation computed = recommend(workload);
        Recommendation before = state.recommendations().get(workload);
        if (lost || !Objects.equals(computed, before)) {
            state.recommendation(workload, computed);
            publication.send(workload, computed);
        }
    }

    /**
     * The recommendation as of now; null for a workload that is gone or of which nothing is known.
     */
    private @Nullable Recommendation recommend(WorkloadRef workload) {
        KnownUsage usage = state.usage().get(workload);
        Surroundings surroundings = state.surroundings(workload);
        Map<String, ContainerSpec> existing = surroundings.existing();
        if (usage == null || (existing != null && existing.isEmpty())) {
            return null;
        }
        return sizing.recommend(workload, state.passedUsage(workload), usage, surroundings);
    }
}
