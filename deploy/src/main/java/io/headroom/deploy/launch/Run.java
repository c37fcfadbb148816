package io.headroom.deploy.launch;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.headroom.analyzer.Analyzer;
import io.headroom.analyzer.AnalyzerMetrics;
import io.headroom.collector.Collector;
import io.headroom.collector.CollectorMetrics;
import io.headroom.collector.kubernetes.KubeletCredentials;
import io.headroom.collector.scrape.KubeletAccess;
import io.headroom.deploy.CannotStartException;
import io.headroom.deploy.config.Component;
import io.headroom.deploy.config.EventsConfig;
import io.headroom.deploy.config.LaunchConfig;
import io.headroom.deploy.events.EventMetrics;
import io.headroom.deploy.events.EventPublisher;
import io.headroom.deploy.http.HttpEndpoint;
import io.headroom.deploy.leader.LeaderMetrics;
import io.headroom.deploy.leader.Leaders;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Incident;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.model.settings.InvalidSettingsException;
import io.headroom.model.topic.Topics;
import io.headroom.recommender.Recommender;
import io.headroom.recommender.RecommenderMetrics;
import io.headroom.recommender.View;
import io.headroom.recommender.WorkloadOverview;
import io.headroom.recommender.rest.Api;
import io.headroom.recommender.savings.Savings;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Headroom on a real cluster: the parts that the settings name, in this process. */
public final class Run {
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final LaunchConfig config;
    private final Ending ending;
    private final Progress progress;
    private final Topics topics;

    public Run(LaunchConfig config, Ending ending, Progress progress) {
        this.config = config;
        this.ending = ending;
        this.progress = progress;
        this.topics = config.kafka().topics();
    }

    /** What {@code --once} prints, and what was missing when its time was over. */
    public record Answer(
            List<Recommendation> recommendations, Savings savings, Optional<String> missing) {}

    /** Runs until the end is asked for. */
    public void untilEnded() throws InterruptedException {
        try (Platform platform = new Platform(ending, progress)) {
            Parts parts = start(platform);
            progress.say("running; " + parts.http().address() + "/readyz tells what is not ready");
            while (!ending.await(Duration.ofDays(1))) {
                // nobody has asked yet
            }
        }
    }

    /** Runs until every running workload has numbers, or the time is over. */
    public Answer once() throws InterruptedException {
        if (!config.components().contains(Component.RECOMMENDER)) {
            throw new InvalidSettingsException(
                    List.of("components: --once needs the recommender in this process"));
        }
        long deadline = System.nanoTime() + config.runTimeout().toNanos();
        try (Platform platform = new Platform(ending, progress)) {
            Parts parts = start(platform);
            var workloads = platform.opened(new RunningWorkloads(parts.kafkaClient(), topics));
            return await(platform, parts, workloads, deadline);
        }
    }

    private Answer await(Platform platform, Parts parts, RunningWorkloads workloads, long deadline)
            throws InterruptedException {
        Recommender recommender = parts.recommender();
        if (recommender == null) {
            throw new IllegalStateException("no recommender");
        }
        String told = "";
        while (true) {
            Map<String, String> notReady = platform.readiness().reasons();
            NavigableSet<WorkloadRef> missing = workloads.now();
            int running = missing.size();
            List<Recommendation> recommendations = recommender.recommendations();
            recommendations.stream()
                    .filter(Run::hasNumbers)
                    .map(Recommendation::workload)
                    .forEach(missing::remove);
            // What the collector had seen when it became ready may still be on its way here.
            if (notReady.isEmpty()
                    && missing.isEmpty()
                    && settled(workloads, running)
                    && historyIsIn(parts, recommender, workloads.pods())) {
                return new Answer(
                        recommender.recommendations(), recommender.savings(), Optional.empty());
            }
            if (ending.isAsked() || System.nanoTime() >= deadline) {
                return new Answer(
                        recommendations,
                        recommender.savings(),
                        Optional.of(missing(notReady, missing)));
            }
            String now =
                    notReady.isEmpty()
                            ? (running - missing.size())
                                    + " of "
                                    + running
                                    + " running workloads have numbers"
                            : "waiting for " + String.join(", ", notReady.keySet());
            if (!now.equals(told)) {
                progress.say(now);
                told = now;
            }
            boolean _ = ending.await(POLL);
        }
    }

    /**
     * Whether imported history is in the recommendations: numbers come with the first hours of it.
     * No more unread records than pods are of live readings, which never stop coming.
     */
    private boolean historyIsIn(Parts parts, Recommender recommender, int pods)
            throws InterruptedException {
        if (config.collector().prometheus().isEmpty()) {
            return true;
        }
        try (var lag =
                new ConsumerLag(
                        parts.kafkaClient(),
                        topics.prefix() + "-analyzer",
                        List.of(topics.usage()))) {
            return lag.now() <= pods && caughtUp(recommender.catchUp());
        } catch (ExecutionException e) {
            return false;
        }
    }

    private static boolean settled(RunningWorkloads workloads, int running)
            throws InterruptedException {
        return caughtUp(workloads.catchUp()) && workloads.now().size() == running;
    }

    /** Not longer than a moment: who waits for this also looks at the clock. */
    private static boolean caughtUp(CompletableFuture<Void> catchUp) throws InterruptedException {
        try {
            catchUp.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    private String missing(Map<String, String> notReady, NavigableSet<WorkloadRef> workloads) {
        String what =
                notReady.isEmpty()
                        ? workloads.stream()
                                .map(WorkloadRef::key)
                                .collect(Collectors.joining(", ", "no numbers yet for ", ""))
                        : notReady.entrySet().stream()
                                .map(entry -> entry.getKey() + ": " + entry.getValue())
                                .collect(Collectors.joining("; ", "not ready: ", ""));
        return ending.isAsked()
                ? "interrupted; " + what
                : "after "
                        + config.runTimeout().toSeconds()
                        + " s "
                        + what
                        + " (run.timeout sets how long to wait)";
    }

    private static boolean hasNumbers(Recommendation recommendation) {
        var containers =
                recommendation.containers().stream()
                        .filter(container -> container.type().longRunning())
                        .toList();
        return !containers.isEmpty()
                && containers.stream().allMatch(container -> isAnswer(container.advice()));
    }

    /** Who asked to be left alone waits for no numbers. */
    private static boolean isAnswer(Advice advice) {
        return switch (advice) {
            case Advice.Resize _ -> true;
            case Advice.Hold hold -> hold.code() == Advice.HoldCode.EXCLUDED;
        };
    }

    private Parts start(Platform platform) {
        var metrics = Metrics.registeredWith(platform);
        Vertx vertx = platform.vertx();
        HttpEndpoint http = platform.serve(vertx, config.http());
        config.components()
                .forEach(component ->
                        platform.readiness()
                                .watch(component.label(), () -> Optional.of("is starting")));
        boolean collects = config.components().contains(Component.COLLECTOR);
        boolean recommends = config.components().contains(Component.RECOMMENDER);
        KubernetesClient kubernetes =
                collects || (recommends && (elects() || publishesEvents()))
                        ? platform.opened(ClusterConnection.open(config.kubernetes()))
                        : null;
        Map<String, Object> kafkaClient = platform.kafka(config.kafka());
        Leaders leaders = platform.opened(new Leaders(metrics.leader()));
        Recommender recommender = null;
        if (recommends) {
            BooleanSupplier leader = leader(leaders, Component.RECOMMENDER, kubernetes);
            recommender =
                    platform.opened(
                            Recommender.start(
                                    config.recommender(),
                                    kafkaClient,
                                    topics,
                                    metrics.recommender(),
                                    leader));
            if (kubernetes != null && publishesEvents()) {
                EventPublisher _ =
                        platform.opened(
                                EventPublisher.start(
                                        kubernetes,
                                        new KnownIncidents(recommender.view()),
                                        config.events().publish() == EventsConfig.Publish.ALL,
                                        leader,
                                        new EventMetrics(platform.registry()),
                                        InstantSource.system()));
            }
            platform.readiness().watch("recommender", recommender::notReadyReason);
            CompletableFuture<Void> _ = recommender.ended().thenAccept(ending::fail);
            http.mount(Api.router(vertx, recommender.view(), metrics.recommender()));
        }
        if (config.components().contains(Component.ANALYZER)) {
            Analyzer analyzer =
                    platform.opened(
                            Analyzer.start(
                                    config.analyzer(), kafkaClient, topics, metrics.analyzer()));
            platform.readiness().watch("analyzer", analyzer::notReadyReason);
        }
        if (kubernetes != null && collects) {
            requireKubeletCertificates(kubernetes);
            CollectorRole collector =
                    platform.opened(
                            new CollectorRole(
                                    leader(leaders, Component.COLLECTOR, kubernetes),
                                    () ->
                                            Collector.start(
                                                    config.collector(),
                                                    kubernetes,
                                                    kafkaClient,
                                                    topics,
                                                    metrics.collector(),
                                                    InstantSource.system()),
                                    config.leader()
                                            .leaseDuration()
                                            .minus(config.leader().renewDeadline())));
            platform.readiness().watch("collector", collector::notReadyReason);
        }
        return new Parts(http, kafkaClient, recommender);
    }

    /** What cannot be read now is told now: the collector itself would try again for ever. */
    private void requireKubeletCertificates(KubernetesClient kubernetes) {
        try {
            KubeletAccess _ =
                    KubeletCredentials.of(
                            kubernetes.getConfiguration(),
                            config.collector().scraping().kubeletCaFile(),
                            config.collector().scraping().kubeletInsecureTls());
        } catch (IllegalArgumentException e) {
            throw new CannotStartException(String.valueOf(e.getMessage()), e);
        }
    }

    private boolean publishesEvents() {
        return config.events().publish() != EventsConfig.Publish.NONE;
    }

    /** The incidents that the recommender shows. */
    private record KnownIncidents(View view) implements EventPublisher.Incidents {

        @Override
        public Collection<Incident> latest() {
            return view.incidents().values();
        }

        @Override
        public Optional<String> uid(WorkloadRef workload) {
            return view.workload(workload).map(WorkloadOverview::uid);
        }
    }

    private boolean elects() {
        return switch (config.leader().election()) {
            case LEASE -> true;
            case NONE -> false;
            case AUTO -> config.kafka().bootstrapServers().isPresent();
        };
    }

    private BooleanSupplier leader(
            Leaders leaders, Component role, @Nullable KubernetesClient kubernetes) {
        return kubernetes == null || !elects()
                ? leaders.always(role.label())
                : leaders.elect(role.label(), kubernetes, config.leader(), InstantSource.system());
    }

    private record Parts(
            HttpEndpoint http,
            Map<String, Object> kafkaClient,
            @Nullable Recommender recommender) {}

    private record Metrics(
            CollectorMetrics collector,
            AnalyzerMetrics analyzer,
            RecommenderMetrics recommender,
            LeaderMetrics leader) {

        static Metrics registeredWith(Platform platform) {
            return new Metrics(
                    new CollectorMetrics(platform.registry()),
                    new AnalyzerMetrics(platform.registry()),
                    new RecommenderMetrics(platform.registry()),
                    new LeaderMetrics(platform.registry()));
        }
    }
}
