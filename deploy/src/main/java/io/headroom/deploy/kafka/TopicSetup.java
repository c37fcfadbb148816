package io.headroom.deploy.kafka;

import io.headroom.deploy.CannotStartException;
import io.headroom.model.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the topics as documented, or holds those that exist against the documentation. What would
 * lose or misplace records is refused; how long records are kept is the operator's business.
 */
public final class TopicSetup {
    private static final Logger LOGGER = LoggerFactory.getLogger(TopicSetup.class);
    private static final Duration PAUSE = Duration.ofMillis(300);
    private static final int ATTEMPT_MILLIS = 10_000;

    /** How Kafka's ClientUtils begins when none of the hosts has an address. */
    private static final String UNKNOWN_HOSTS = "No resolvable bootstrap urls";

    /** The configuration without which records would be lost or be kept for the wrong reason. */
    private static final List<String> CHECKED = List.of("cleanup.policy", "message.timestamp.type");

    private final Map<String, Object> client;
    private final List<Topics.Spec> specs;

    private TopicSetup(Map<String, Object> client, List<Topics.Spec> specs) {
        this.client = new HashMap<>(client);
        this.client.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ATTEMPT_MILLIS);
        this.client.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ATTEMPT_MILLIS / 2);
        this.specs = specs;
    }

    /**
     * Leaves every topic existing and as it must be.
     *
     * @param client bootstrap servers, security and the like
     * @param patience how long to wait for a broker that does not answer
     * @param progress told in a sentence when there is something to wait for
     * @throws CannotStartException when that cannot be
     */
    public static void run(
            Map<String, Object> client,
            List<Topics.Spec> specs,
            Duration patience,
            Consumer<String> progress) {
        new TopicSetup(client, specs).runWithin(patience, progress);
    }

    private void runWithin(Duration patience, Consumer<String> progress) {
        long deadline = System.nanoTime() + patience.toNanos();
        String servers = String.valueOf(client.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG));
        boolean told = false;
        while (true) {
            Throwable failure = attempt();
            if (failure == null) {
                return;
            }
            if (failure instanceof AuthenticationException
                    || failure instanceof AuthorizationException) {
                throw new CannotStartException(
                        "Kafka at "
                                + servers
                                + " refuses this client ("
                                + failure.getMessage()
                                + "): check kafka.client.* and the broker's access rules",
                        failure);
            }
            // before the kind of error that it is one of
            if (failure instanceof InvalidReplicationFactorException) {
                throw new CannotStartException(
                        "Kafka at "
                                + servers
                                + " cannot keep that many replicas ("
                                + failure.getMessage()
                                + "): set kafka.replication to at most the number of brokers",
                        failure);
            }
            if (failure instanceof PolicyViolationException
                    || failure instanceof InvalidConfigurationException) {
                throw new CannotStartException(
                        "Kafka at "
                                + servers
                                + " does not take the topics as they must be ("
                                + failure.getMessage()
                                + "): let its policy allow them, or create them by hand as"
                                + " documented",
                        failure);
            }
            if (System.nanoTime() >= deadline) {
                throw new CannotStartException(
                        "Kafka at "
                                + servers
                                + " does not answer ("
                                + failure.getMessage()
                                + "): check kafka.bootstrap-servers and kafka.client.*, or leave"
                                + " the first out to use the embedded one",
                        failure);
            }
            if (!told && !(failure instanceof UnknownTopicOrPartitionException)) {
                progress.accept("waiting for Kafka at " + servers);
                told = true;
            }
            pause();
        }
    }

    /** What went wrong with the outside world, or null. */
    private @Nullable Throwable attempt() {
        try (Admin admin = connect()) {
            Map<String, TopicDescription> existing = existing(admin);
            create(
                    admin,
                    specs.stream().filter(spec -> !existing.containsKey(spec.name())).toList());
            awaitLeaders(admin);
            check(
                    admin,
                    existing,
                    specs.stream().filter(spec -> existing.containsKey(spec.name())).toList());
            return null;
        } catch (ExecutionException e) {
            return e.getCause() == null ? e : e.getCause();
        } catch (KafkaException e) {
            return e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotStartException("interrupted while waiting for Kafka", e);
        }
    }

    /** Nothing is sent yet: what fails here but a name that nobody knows yet is set wrongly. */
    private Admin connect() {
        try {
            return Admin.create(client);
        } catch (KafkaException e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            String reason = String.valueOf(cause.getMessage());
            if (reason.startsWith(UNKNOWN_HOSTS)) {
                throw new KafkaException(reason, e);
            }
            throw new CannotStartException(
                    "no client for Kafka can be made of kafka.bootstrap-servers and kafka.client.*:"
                            + " "
                            + reason,
                    e);
        }
    }

    private Map<String, TopicDescription> existing(Admin admin)
            throws InterruptedException, ExecutionException {
        var names = admin.listTopics().names().get();
        List<String> ours = specs.stream().map(Topics.Spec::name).filter(names::contains).toList();
        return admin.describeTopics(ours).allTopicNames().get();
    }

    private void create(Admin admin, List<Topics.Spec> missing)
            throws InterruptedException, ExecutionException {
        if (missing.isEmpty()) {
            return;
        }
        // When another component was quicker this fails, and the next attempt checks what it made.
        admin.createTopics(
                        missing.stream()
                                .map(spec ->
                                        new NewTopic(
                                                        spec.name(),
                                                        spec.partitions(),
                                                        spec.replicas())
                                                .configs(spec.config()))
                                .toList())
                .all()
                .get();
        LOGGER.atInfo().addKeyValue("topics", missing.size()).log("topics created");
    }

    /**
     * What was created is known to every broker only a moment later, and its leaders take records
     * only once they know that they are: they are asked for an offset, which they answer then.
     */
    private void awaitLeaders(Admin admin) throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
        admin.describeTopics(specs.stream().map(Topics.Spec::name).toList())
                .allTopicNames()
                .get()
                .forEach((topic, description) ->
                        description
                                .partitions()
                                .forEach(info ->
                                        partitions.put(
                                                new TopicPartition(topic, info.partition()),
                                                OffsetSpec.latest())));
        admin.listOffsets(partitions).all().get();
    }

    private void check(Admin admin, Map<String, TopicDescription> existing, List<Topics.Spec> specs)
            throws InterruptedException, ExecutionException {
        Map<ConfigResource, Config> configs =
                admin.describeConfigs(
                                specs.stream()
                                        .map(spec ->
                                                new ConfigResource(
                                                        ConfigResource.Type.TOPIC, spec.name()))
                                        .toList())
                        .all()
                        .get();
        Map<String, Config> configByName =
                configs.entrySet().stream()
                        .collect(Collectors.toMap(e -> e.getKey().name(), Map.Entry::getValue));
        List<String> problems = new ArrayList<>();
        for (Topics.Spec spec : specs) {
            TopicDescription description = existing.get(spec.name());
            Config config = configByName.get(spec.name());
            if (description != null && config != null) {
                problems.addAll(problems(spec, description.partitions().size(), config));
            }
        }
        if (!problems.isEmpty()) {
            throw new CannotStartException(String.join("\n", problems));
        }
    }

    private List<String> problems(Topics.Spec spec, int partitions, Config config) {
        List<String> problems = new ArrayList<>();
        if (partitions != spec.partitions()) {
            problems.add(
                    "topic "
                            + spec.name()
                            + " has "
                            + partitions
                            + " partitions where "
                            + spec.partitions()
                            + " are expected, and the number is fixed at creation: set"
                            + " kafka.partitions to what it was created with, or start afresh with"
                            + " another kafka.topic-prefix");
        }
        for (String key : CHECKED) {
            String expected = spec.config().get(key);
            var entry = config.get(key);
            String actual = entry == null ? "" : entry.value();
            if (expected != null && !expected.equals(actual)) {
                problems.add(
                        "topic "
                                + spec.name()
                                + " has "
                                + key
                                + '='
                                + actual
                                + ", which must be "
                                + expected
                                + ": mend it with kafka-configs.sh --bootstrap-server "
                                + client.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG)
                                + " --alter --entity-type topics --entity-name "
                                + spec.name()
                                + " --add-config "
                                + key
                                + '='
                                + expected);
            }
        }
        return problems;
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotStartException("interrupted while waiting for Kafka", e);
        }
    }
}
