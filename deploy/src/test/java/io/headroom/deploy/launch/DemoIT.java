package io.headroom.deploy.launch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.headroom.deploy.cli.HeadroomCommand;
import io.headroom.deploy.cluster.ChildProcess;
import io.headroom.deploy.config.LaunchConfig;
import io.headroom.deploy.dashboard.DashboardContract;
import io.headroom.deploy.e2e.TopicContents;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Assessment;
import io.headroom.model.assessment.Incident;
import io.headroom.model.assessment.IncidentEntry;
import io.headroom.model.assessment.OomKill;
import io.headroom.model.assessment.RestartAssessment;
import io.headroom.model.cluster.ClusterEntry;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.inventory.InventoryEntry;
import io.headroom.model.inventory.PodState;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Leak;
import io.headroom.model.recommendation.Reason;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.model.recommendation.Retarget;
import io.headroom.model.settings.Settings;
import io.headroom.model.topic.Json;
import io.headroom.model.topic.Keys;
import io.headroom.model.topic.RecordCodec;
import io.headroom.model.usage.UsageReading;
import io.headroom.recommender.fit.NamespacePlan;
import io.headroom.recommender.output.Output;
import io.headroom.recommender.output.PlanTable;
import io.headroom.recommender.size.restarts.RestartHistory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** The demo as a whole: once in this process, to look behind it, and as a user starts it. */
class DemoIT {
    private static final Logger LOGGER = LoggerFactory.getLogger(DemoIT.class);
    private static final Path SCRIPT = Path.of("..", "headroom").toAbsolutePath().normalize();

    /**
     * The most memory that was resident since the start of the program, as the kernel counts it.
     */
    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+([0-9]+) kB");

    private static final long MOST_KIBIBYTES = 700_000_000 >> 10;

    /** A shell is smaller than this, a JVM with a broker in it larger. */
    private static final long LEAST_KIBIBYTES = 100 << 10;

    @TempDir static Path directory;

    private static Demo demo;
    private static URI server;
    private static List<Recommendation> recommendations;

    @BeforeAll
    static void liveOnce() throws InterruptedException {
        LaunchConfig config = LaunchConfig.from(Settings.of(Map.of("rest.port", "0")));
        demo = new Demo(config, 1, new Ending(), progress -> {});
        server = demo.serve();
        demo.liveThroughHistory();
        recommendations = demo.recommendations();
    }

    @AfterAll
    static void end() {
        demo.close();
    }

    @Test
    void sizesADozenWorkloads() {
        assertThat(recommendations).hasSizeGreaterThanOrEqualTo(12);
        assertThat(recommendations).allMatch(Recommendation::complete);
    }

    @Test
    void theReadmeShowsItsTable() throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        assertThat(readme)
                .contains(
                        "<!-- demo -->\n```\n"
                                + Output.TABLE.format(recommendations, demo.savings())
                                + "```\n<!-- /demo -->");
    }

    @Test
    void theReadmeShowsWhatDoesNotFitAndThePlanThatDoes() throws IOException {
        assertThat(Files.readString(Path.of("..", "README.md")))
                .contains(
                        "<!-- plan -->\n```"
                                + PlanTable.ofBlocked(demo.plans())
                                + "```\n<!-- /plan -->");
    }

    @Test
    void theNamespaceThatDoesNotFitIsNamedWithItsLineAndAPlanThatDoes() throws Exception {
        JsonNode plan;
        try (HttpClient client = HttpClient.newHttpClient()) {
            plan =
                    Json.mapper()
                            .readTree(
                                    client.send(
                                                    HttpRequest.newBuilder(
                                                                    server.resolve(
                                                                            "/api/v1/namespaces/ml/plan"))
                                                            .build(),
                                                    HttpResponse.BodyHandlers.ofString())
                                            .body());
        }

        assertThat(plan.get("verdict").asString()).isEqualTo("fits_with_less");
        assertThat(plan.get("proved").asBoolean()).isTrue();
        JsonNode blocked = plan.get("blockedBy").get(0);
        assertThat(blocked.get("quota").asString()).isEqualTo("compute");
        assertThat(blocked.get("resource").asString()).isEqualTo("requests.cpu");
        assertThat(blocked.get("missing").asDouble()).isPositive();
        assertThat(plan.get("workloads")).isNotEmpty();
        long millicores = 0;
        for (JsonNode workload : plan.get("workloads")) {
            for (JsonNode container : workload.get("containers")) {
                millicores +=
                        container.get("plannedRequests").get("cpuMillicores").asLong()
                                * (workload.get("plannedPods").asLong()
                                        + workload.get("plannedSurge").asLong());
            }
        }
        double sum = millicores / 1_000.0;
        assertThat(plan.get("lines"))
                .filteredOn(line -> line.get("resource").asString().equals("requests.cpu"))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.get("plan").asDouble()).isEqualTo(sum);
                    assertThat(sum).isLessThanOrEqualTo(line.get("hard").asDouble());
                    assertThat(line.get("advice").asDouble())
                            .isGreaterThan(line.get("hard").asDouble());
                });
    }

    /** One more pod of 600m every three days, and a quota that lets in five cores. */
    @Test
    void aQuotaThatFillsUpIsForetoldByItsOwnStatus() throws Exception {
        JsonNode cpu;
        try (HttpClient client = HttpClient.newHttpClient()) {
            cpu = line(get(client, "/api/v1/quotas?namespace=media"), "requests.cpu");

            double fullAt =
                    answer(client, "/metrics")
                            .body()
                            .lines()
                            .filter(line ->
                                    line.startsWith("headroom_quota_full_timestamp_seconds{")
                                            && line.contains("basis=\"charged\"")
                                            && line.contains("namespace=\"media\"")
                                            && line.contains("resource=\"requests.cpu\""))
                            .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                            .mapToDouble(Double::parseDouble)
                            .findFirst()
                            .orElseThrow();
            assertThat(fullAt * 1_000)
                    .isCloseTo(cpu.get("charged").get("fullAt").asDouble(), within(1.0));
        }

        assertThat(cpu.get("used").asDouble()).isEqualTo(3);
        JsonNode charged = cpu.get("charged");
        assertThat(charged.get("basis").asString()).isEqualTo("status");
        assertThat(charged.get("code").asString()).isEqualTo("fills");
        assertThat(charged.get("perDay").asDouble()).isCloseTo(0.6 / 3, within(0.05));
        double days = (5 - 3) / charged.get("perDay").asDouble();
        assertThat(charged.get("daysLeft").asDouble()).isCloseTo(days, within(1e-9)).isLessThan(14);
        assertThat(cpu.get("need").get("code").asString()).isEqualTo("fills");
        assertThat(cpu.get("message").asString())
                .startsWith("full in %d days: raise it to ".formatted((int) days));
    }

    /** All that pods are charged for is on the topics: two sums of it, made apart, are the same. */
    @Test
    void headroomsOwnSumsAreThoseOfTheQuotas() throws Exception {
        Map<String, Double> committed;
        Map<String, Double> counted;
        try (HttpClient client = HttpClient.newHttpClient()) {
            String exposition = answer(client, "/metrics").body();
            committed = series(exposition, "headroom_quota_commitment_ratio");
            counted = series(exposition, "headroom_quota_counted_ratio");
        }

        assertThat(committed).hasSize(15);
        assertThat(counted).isEqualTo(committed);
        for (var each : contents("headroom.inventory")) {
            if (each.value() != null
                    && new RecordCodec<>(InventoryEntry.class).decode(each.headers(), each.value())
                            instanceof PodState pod) {
                assertThat(pod.terms()).as(pod.key()).isNotNull();
            }
        }
    }

    private static Map<String, Double> series(String exposition, String name) {
        Map<String, Double> series = new HashMap<>();
        exposition
                .lines()
                .filter(line -> line.startsWith(name + '{'))
                .forEach(line ->
                        series.put(
                                line.substring(name.length(), line.lastIndexOf(' ')),
                                Double.valueOf(line.substring(line.lastIndexOf(' ') + 1))));
        return series;
    }

    private static JsonNode line(JsonNode quotas, String resource) {
        for (JsonNode line : quotas.get("quotas").get(0).get("lines")) {
            if (line.get("resource").asString().equals(resource)) {
                return line;
            }
        }
        throw new AssertionError("no line of " + resource + " in " + quotas);
    }

    @Test
    void aRunningOneIsAskedForAPlanFromTheCommandLine() {
        NamespacePlan shop =
                demo.plans().stream()
                        .filter(plan -> plan.namespace().equals("shop"))
                        .findFirst()
                        .orElseThrow();
        var out = new ByteArrayOutputStream();

        int status =
                HeadroomCommand.execute(
                        new PrintStream(out, true, UTF_8),
                        System.err,
                        Map.of(),
                        "plan",
                        "shop",
                        "--server=" + server);

        assertThat(status).isZero();
        assertThat(out.toString(UTF_8)).isEqualTo(PlanTable.of(shop));
    }

    /** Advice is made apart from the sizes, anew where these are others: so it is asked again. */
    @Test
    void aRunningOneIsAskedForAdviceOnScalingFromTheCommandLine() {
        try (HttpClient client = HttpClient.newHttpClient()) {
            await().atMost(Duration.ofMinutes(3))
                    .untilAsserted(() -> {
                        assertThat(scaling("--namespace=shop")).contains("deployment/search");
                        assertThat(scaling("shop/Deployment/search"))
                                .startsWith("NAMESPACE")
                                .contains("replica-hours");
                        assertThat(scaling("shop/Deployment/search", "--output=patch"))
                                .isEqualTo(
                                        answer(
                                                        client,
                                                        "/api/v1/scaling/shop/Deployment/search?format=patch")
                                                .body());
                        assertThat(
                                        Json.mapper()
                                                .readTree(
                                                        scaling(
                                                                "shop/Deployment/search",
                                                                "--output=json")))
                                .isEqualTo(get(client, "/api/v1/scaling/shop/Deployment/search"));
                    });
        }
    }

    private static String scaling(String... arguments) {
        var out = new ByteArrayOutputStream();
        int status =
                HeadroomCommand.execute(
                        new PrintStream(out, true, UTF_8),
                        System.err,
                        Map.of(),
                        Stream.concat(
                                        Stream.of("scaling", "--server=" + server),
                                        Stream.of(arguments))
                                .toArray(String[]::new));
        assertThat(status).isZero();
        return out.toString(UTF_8);
    }

    @Test
    void servesEverythingThatTheDashboardsAskFor() throws Exception {
        URI address = demo.serve();
        try (HttpClient client = HttpClient.newHttpClient()) {
            String exposition =
                    client.send(
                                    HttpRequest.newBuilder(address.resolve("/metrics")).build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .body();

            assertThat(DashboardContract.violations(exposition)).isEmpty();
            assertThat(exposition.lines())
                    .as("every restart that the API showed is recorded")
                    .contains("headroom_restart_accounting_difference 0.0");
        }
    }

    @Test
    void halvesWhatAsksForTooMuchAndRaisesWhatIsThrottled() {
        ContainerRecommendation ledger = only("payments/Deployment.apps/ledger");
        assertThat(target(ledger).millicores())
                .isLessThanOrEqualTo(
                        Objects.requireNonNull(ledger.requests().cpu()).millicores() / 2);
        ContainerRecommendation throttled = only("payments/Deployment.apps/fraud-check");
        assertThat(target(throttled)).isGreaterThan(throttled.requests().cpu());
    }

    @Test
    void everyFigureFollowsFromTheReadingsByAPlainLoop() {
        // Given
        RecordCodec<UsageReading> usage = new RecordCodec<>(UsageReading.class);
        Map<String, List<UsageReading>> readings = new HashMap<>();
        for (var each : contents("headroom.usage")) {
            readings.computeIfAbsent(each.key(), key -> new ArrayList<>())
                    .add(usage.decode(each.headers(), each.value()));
        }
        RecordCodec<ClusterEntry> entry = new RecordCodec<>(ClusterEntry.class);
        Map<String, ClusterEntry> cluster = new HashMap<>();
        for (var each : contents("headroom.cluster")) {
            cluster.put(each.key(), entry.decode(each.headers(), each.value()));
        }

        RecordCodec<InventoryEntry> inventory = new RecordCodec<>(InventoryEntry.class);
        Map<String, PodState> pods = new HashMap<>();
        Map<WorkloadRef, AutoscalerState> autoscalers = new HashMap<>();
        for (var each : contents("headroom.inventory")) {
            if (each.value() == null) {
                pods.remove(each.key());
                continue;
            }
            switch (inventory.decode(each.headers(), each.value())) {
                case PodState pod -> pods.put(each.key(), pod);
                case AutoscalerState autoscaler -> autoscalers.put(autoscaler.target(), autoscaler);
                default -> {}
            }
        }
        assertThat(autoscalers).hasSize(2);

        for (Recommendation recommendation : recommendations) {
            // When
            List<ContainerRecommendation> expected =
                    PlainLoop.advise(
                            Objects.requireNonNull(readings.get(recommendation.workload().key())),
                            cluster.values(),
                            pods.values(),
                            restartHistory(recommendation.workload()),
                            recommendation);

            // Then
            assertThat(withoutAutoscaler(recommendation.containers()))
                    .as(recommendation.workload().key())
                    .isEqualTo(expected);
            AutoscalerState autoscaler = autoscalers.get(recommendation.workload());
            assertThat(saidOfAutoscalers(recommendation.containers()))
                    .isEqualTo(
                            autoscaler == null ? List.of() : List.of(said(autoscaler, expected)));
        }
    }

    private static List<ContainerRecommendation> withoutAutoscaler(
            List<ContainerRecommendation> containers) {
        return containers.stream()
                .map(container -> {
                    Advice.Resize resize = (Advice.Resize) container.advice();
                    return container.with(
                            new Advice.Resize(
                                    resize.target(),
                                    resize.lowerBound(),
                                    resize.upperBound(),
                                    resize.uncappedTarget(),
                                    resize.confidence(),
                                    resize.samples(),
                                    resize.reasons().stream()
                                            .filter(each -> each.code() != Reason.Code.AUTOSCALER)
                                            .toList()));
                })
                .toList();
    }

    private static List<String> saidOfAutoscalers(List<ContainerRecommendation> containers) {
        return containers.stream()
                .flatMap(container -> ((Advice.Resize) container.advice()).reasons().stream())
                .filter(each -> each.code() == Reason.Code.AUTOSCALER)
                .map(Reason::message)
                .toList();
    }

    /**
     * Its pods have one container each, and should use as much as they do: no whole percent. The
     * one that is at its maximum holds them to nothing.
     */
    private static String said(
            AutoscalerState autoscaler, List<ContainerRecommendation> containers) {
        if (autoscaler.name().equals("search")) {
            return "autoscaler search goes by the CPU request, but its target decides nothing, as it is mostly at its maximum or its pods are full before they come to it: so the request may change without it, and advice on its scaling says what it should be set to";
        }
        Cpu request = Objects.requireNonNull(containers.getFirst().requests().cpu());
        double percent = autoscaler.metrics().getFirst().target();
        return "autoscaler %s goes by the CPU request and has to change along with it, to an averageValue of %dm, so that it runs as many replicas as now"
                .formatted(autoscaler.name(), Math.round(request.millicores() * percent / 100));
    }

    @Test
    void theLeakIsToldBeforeItKillsAndNotFollowed() {
        ContainerRecommendation resizer = only("shop/Deployment.apps/product-images");
        Advice.Resize advice = (Advice.Resize) resizer.advice();
        Leak leak = Objects.requireNonNull(resizer.leak());

        assertThat(leak.expectedKillAt()).isBetween(Demo.END, Demo.END.plus(Duration.ofHours(26)));
        // about 370 MiB in about 26 hours
        assertThat(leak.perHour().bytes()).isBetween(11L << 20, 18L << 20);
        assertThat(advice.reasons())
                .extracting(Reason::code)
                .contains(Reason.Code.LEAK, Reason.Code.LEAK_CAPPED)
                .doesNotContain(Reason.Code.OOM_BUMP);
        assertThat(advice.target().memory()).isEqualTo(resizer.requests().memory());
        assertThat(advice.uncappedTarget().memory()).isGreaterThan(Memory.ofMebibytes(512));
        assertThat(
                        recommendations.stream()
                                .flatMap(each -> each.containers().stream())
                                .filter(container -> container.leak() != null))
                .hasSize(1);
    }

    @Test
    void theCrashLoopHoldsWhatIsRequested() {
        ContainerRecommendation relay = only("platform/Deployment.apps/webhook-relay");

        assertThat(((Advice.Resize) relay.advice()).reasons())
                .extracting(Reason::code)
                .contains(Reason.Code.HELD_CRASH_LOOP);
        assertThat(target(relay)).isEqualTo(relay.requests().cpu());
    }

    /**
     * Its pods request 300m, use 825m at their peak, and were three all the time: it is advised for
     * the request that is recommended, and what the days would have been follows from that.
     */
    @Test
    void theOneThatIsPinnedIsAdvisedWithItsReplayBesideIt() throws Exception {
        Recommendation sized =
                recommendations.stream()
                        .filter(each -> each.workload().name().equals("search"))
                        .findFirst()
                        .orElseThrow();
        long request =
                Objects.requireNonNull(
                                ((Advice.Resize) sized.containers().getFirst().advice())
                                        .target()
                                        .cpu())
                        .millicores();
        try (HttpClient client = HttpClient.newHttpClient()) {
            // made apart from the sizes, it may for a while be that for what was answered before
            await().atMost(Duration.ofMinutes(3))
                    .untilAsserted(() ->
                            assertThat(
                                            get(client, "/api/v1/autoscalers/shop/search")
                                                    .at("/advice/pod/requestMillicores")
                                                    .asLong(0))
                                    .isEqualTo(request));
            JsonNode advice = get(client, "/api/v1/autoscalers/shop/search").get("advice");
            LOGGER.info("advice for the pinned autoscaler: {}", advice);

            assertThat(advice.get("code").asString()).isEqualTo("suited");
            JsonNode settings = advice.get("settings");
            assertThat(settings.get("maxReplicas").asInt()).isGreaterThan(3);
            assertThat(settings.get("targetCpuPerPodMillicores").asLong())
                    .isEqualTo(
                            Math.round(
                                    request
                                            * settings.get("targetCpuUtilizationPercent").asInt()
                                            / 100.0));
            assertThat(advice.get("pod").get("requestMillicores").asLong()).isEqualTo(request);
            JsonNode asItIs = advice.get("replay").get("asItIs");
            double days = asItIs.get("days").asDouble();
            assertThat(days).isGreaterThan(10);
            assertThat(asItIs.get("replicaHours").asDouble()).isEqualTo(3 * 24 * days);
            assertThat(asItIs.get("minutesAtMax").asDouble()).isEqualTo(24 * 60 * days);
            assertThat(asItIs.get("requestedCoreHours").asDouble())
                    .isCloseTo(0.3 * 3 * 24 * days, within(1e-6));
            JsonNode advised = advice.get("replay").get("advised");
            assertThat(advised.get("minutesAtMax").asDouble()).isZero();
            assertThat(advised.get("unservedRatio").asDouble()).isLessThan(0.005);
            assertThat(advised.get("replicaHours").asDouble())
                    .isLessThan(asItIs.get("replicaHours").asDouble())
                    .isLessThan(advice.get("replay").get("none").get("replicaHours").asDouble());

            HttpResponse<String> patch =
                    answer(client, "/api/v1/scaling/shop/Deployment/search?format=patch");
            assertThat(patch.body())
                    .contains(
                            "averageValue: \"%dm\""
                                    .formatted(settings.get("targetCpuPerPodMillicores").asLong()));
            assertThat(answer(client, "/api/v1/scaling/shop/Deployment/search?format=svg").body())
                    .startsWith("<svg")
                    .contains(
                            String.format(
                                    Locale.ROOT,
                                    "as it is: %.0f replica-hours",
                                    advice.at("/heldOut/replay/asItIs/replicaHours").asDouble()));
        }
    }

    /** Who follows the one follows the other: a pod should use one amount, whoever says so. */
    @ParameterizedTest
    @CsvSource({"storefront, sizing", "search,"})
    void sizesAndScalingSayOneAmountThatAPodShouldUse(String name, @Nullable String heldBy)
            throws Exception {
        Recommendation sized =
                recommendations.stream()
                        .filter(each -> each.workload().name().equals(name))
                        .findFirst()
                        .orElseThrow();
        long request = target(sized.containers().getFirst()).millicores();
        try (HttpClient client = HttpClient.newHttpClient()) {
            String path = "/api/v1/scaling/shop/Deployment/" + name;
            await().atMost(Duration.ofMinutes(3))
                    .untilAsserted(() ->
                            assertThat(get(client, path).at("/pod/requestMillicores").asLong(0))
                                    .isEqualTo(request));
            JsonNode settings = get(client, path).get("settings");

            Retarget retarget = sized.retarget();
            assertThat(retarget == null).isEqualTo(heldBy == null);
            if (retarget != null) {
                AutoscalerState.Metric metric = retarget.metrics().getFirst();
                assertThat(settings.get("targetCpuPerPodMillicores").asLong())
                        .isEqualTo(
                                Math.round(
                                        metric.targetType().equals("Utilization")
                                                ? request * metric.target() / 100
                                                : 1_000 * metric.target()));
            }
            assertThat(settings.path("targetHeldBy").asString(null)).isEqualTo(heldBy);
        }
    }

    private static JsonNode get(HttpClient client, String path)
            throws IOException, InterruptedException {
        return Json.mapper().readTree(answer(client, path).body());
    }

    private static HttpResponse<String> answer(HttpClient client, String path)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(server.resolve(path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void theAutoscalerThatIsPinnedAtItsMaximumSaysSoAndTheOtherOneDoesNot() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            JsonNode autoscalers =
                    Json.mapper()
                            .readTree(
                                    client.send(
                                                    HttpRequest.newBuilder(
                                                                    server.resolve(
                                                                            "/api/v1/autoscalers"
                                                                                    + "?namespace=shop"))
                                                            .build(),
                                                    HttpResponse.BodyHandlers.ofString())
                                            .body())
                            .get("autoscalers");
            Map<String, List<String>> codes = new HashMap<>();
            autoscalers.forEach(each ->
                    codes.put(
                            each.get("name").asString(),
                            each.get("findings")
                                    .valueStream()
                                    .map(finding -> finding.get("code").asString())
                                    .toList()));

            assertThat(codes.get("search")).contains("pinned-at-max");
            assertThat(codes.get("storefront"))
                    .doesNotContain("pinned-at-max", "usage-unknown", "usage-old", "metric-dead");
        }
    }

    /** What happens in the demo: where, how it is classified and what came of it. */
    record Trouble(
            String workload, String kind, boolean planned, boolean crashLoop, boolean healed) {}

    @ParameterizedTest
    @MethodSource("troubles")
    void showsEachTroubleWithClassEvidencePlannedFlagAndRecovery(Trouble trouble) throws Exception {
        String path =
                "/api/v1/incidents?class=%s&workload=%s&planned=%s"
                        .formatted(trouble.kind(), trouble.workload(), trouble.planned());
        List<JsonNode> incidents = new ArrayList<>();
        try (HttpClient client = HttpClient.newHttpClient()) {
            String answer =
                    client.send(
                                    HttpRequest.newBuilder(server.resolve(path)).build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .body();
            Json.mapper().readTree(answer).get("incidents").forEach(incidents::add);
        }

        assertThat(incidents).as(path).isNotEmpty();
        assertThat(incidents)
                .allSatisfy(incident -> {
                    JsonNode why = incident.get("classification");
                    assertThat(why.get("class").asString()).isEqualTo(trouble.kind());
                    assertThat(why.get("planned").asBoolean()).isEqualTo(trouble.planned());
                    assertThat(why.get("evidence").size()).isPositive();
                });
        assertThat(incidents)
                .anySatisfy(incident -> {
                    assertThat(incident.get("crashLoop").asBoolean())
                            .isEqualTo(trouble.crashLoop());
                    JsonNode outcome = incident.get("outcome");
                    assertThat(outcome.get("state").asString())
                            .isEqualTo(trouble.healed() ? "healed" : "open");
                    assertThat(outcome.has("recovery")).isEqualTo(trouble.healed());
                });
    }

    static List<Trouble> troubles() {
        return List.of(
                new Trouble("product-images", "oom_killed", false, false, true),
                new Trouble("webhook-relay", "app_error", false, true, false),
                new Trouble("status-page", "liveness_kill", false, false, true),
                new Trouble("status-page", "drain", true, false, true),
                new Trouble("catalog", "rollout", true, false, true),
                new Trouble("status-page", "node_failure", false, false, true));
    }

    private static RestartHistory restartHistory(WorkloadRef workload) {
        RecordCodec<IncidentEntry> entry = new RecordCodec<>(IncidentEntry.class);
        Map<String, Incident> incidents = new HashMap<>();
        for (var each : contents("headroom.incidents")) {
            if (each.key().equals(workload.key())
                    && entry.decode(each.headers(), each.value()) instanceof Incident incident) {
                incidents.put(incident.id(), incident);
            }
        }
        RecordCodec<Assessment> assessment = new RecordCodec<>(Assessment.class);
        Map<String, List<OomKill>> kills = new HashMap<>();
        for (var each : contents("headroom.assessments")) {
            if (each.key().equals(Keys.restarts(workload.key()))
                    && assessment.decode(each.headers(), each.value())
                            instanceof RestartAssessment restarts) {
                restarts.containers()
                        .forEach(container -> kills.put(container.name(), container.oomKills()));
            }
        }
        return new RestartHistory(List.copyOf(incidents.values()), kills);
    }

    private static List<ConsumerRecord<String, byte[]>> contents(String topic) {
        return new TopicContents(String.valueOf(demo.kafkaClient().get("bootstrap.servers")))
                .all(topic);
    }

    /** Another seed is another cluster: see ImageIT. */
    @Test
    void theSameSeedGivesTheSameBytesByTheScriptInLessThan700Megabytes() throws IOException {
        Assumptions.assumeTrue(
                Files.exists(Path.of("/proc/self/status")),
                "there is no /proc here to read the resident memory from");
        assertThat(Path.of("target", "lib")).as("the build that the script starts").isDirectory();
        Path output = directory.resolve("out");
        Path log = directory.resolve("err");
        Path temporary = Files.createDirectories(directory.resolve("tmp"));
        long begun = System.nanoTime();
        long[] peakKibibytes = {0};
        try (ChildProcess script =
                ChildProcess.start(
                        "headroom demo",
                        output,
                        log,
                        Map.of(
                                "JAVA_HOME",
                                System.getProperty("java.home"),
                                "JDK_JAVA_OPTIONS",
                                "-Djava.io.tmpdir=" + temporary),
                        List.of(
                                SCRIPT.toString(),
                                "demo",
                                "--once",
                                "--seed=1",
                                "--output",
                                "json"))) {
            await().atMost(Duration.ofMinutes(10))
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> {
                        peakKibibytes[0] =
                                Math.max(peakKibibytes[0], peakKibibytes(script.handle()));
                        return !script.isAlive();
                    });
            assertThat(script.waitFor(1, TimeUnit.SECONDS)).as(script::logTail).isZero();
        }

        LOGGER.info(
                "the demo took {} s and {} MiB",
                Duration.ofNanos(System.nanoTime() - begun).toSeconds(),
                peakKibibytes[0] >> 10);
        assertThat(Files.readString(output, UTF_8)).isEqualTo(Output.JSON.format(recommendations));
        assertThat(peakKibibytes[0]).isBetween(LEAST_KIBIBYTES, MOST_KIBIBYTES);
        assertThat(temporary).as("what it leaves behind").isEmptyDirectory();
    }

    @ParameterizedTest
    @EnumSource(Output.class)
    void aRunningOneIsAskedForEveryFormFromTheCommandLine(Output form) {
        assertThat(asked("--output", form.label()))
                .isEqualTo(form.format(recommendations, demo.savings()));
    }

    @Test
    void aRunningOneIsAskedForANamespaceOrAWorkload() {
        List<Recommendation> shop =
                recommendations.stream()
                        .filter(each -> each.workload().namespace().equals("shop"))
                        .toList();

        assertThat(asked("--namespace", "shop")).startsWith(Output.TABLE.format(shop));
        assertThat(asked("--output=patch", "shop/Deployment/catalog"))
                .isEqualTo(
                        Output.PATCH.format(
                                shop.stream()
                                        .filter(each -> each.workload().name().equals("catalog"))
                                        .toList()));
    }

    private static String asked(String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        List<String> all = new ArrayList<>(List.of("recommendations", "--server=" + server));
        all.addAll(List.of(arguments));
        int status =
                HeadroomCommand.execute(
                        new PrintStream(out, true, UTF_8),
                        new PrintStream(err, true, UTF_8),
                        Map.of(),
                        all.toArray(String[]::new));
        assertThat(status).as(err.toString(UTF_8)).isZero();
        return out.toString(UTF_8);
    }

    /**
     * Of the script, which becomes the JVM under the same process id, and all that either has
     * started and that still runs.
     */
    private static long peakKibibytes(ProcessHandle root) {
        return Stream.concat(Stream.of(root), root.descendants())
                .mapToLong(each -> peakKibibytes(each.pid()))
                .sum();
    }

    /** Zero when the process has gone. */
    private static long peakKibibytes(long pid) {
        try {
            var peak =
                    PEAK.matcher(Files.readString(Path.of("/proc", Long.toString(pid), "status")));
            return peak.find() ? Long.parseLong(peak.group(1)) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    private static ContainerRecommendation only(String workload) {
        return recommendations.stream()
                .filter(each -> each.workload().equals(WorkloadRef.parse(workload)))
                .findFirst()
                .orElseThrow()
                .containers()
                .getFirst();
    }

    private static Cpu target(ContainerRecommendation container) {
        return Objects.requireNonNull(((Advice.Resize) container.advice()).target().cpu());
    }
}
