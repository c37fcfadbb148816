package io.headroom.recommender.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Completeness;
import io.headroom.model.assessment.Flaps;
import io.headroom.model.assessment.Incident;
import io.headroom.model.assessment.IncidentClass;
import io.headroom.model.assessment.QuotaAssessment;
import io.headroom.model.assessment.RestartAssessment;
import io.headroom.model.assessment.UsageSummary;
import io.headroom.model.cluster.Finding;
import io.headroom.model.cluster.NodeState;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.inventory.PodRefusal;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.model.topic.Json;
import io.headroom.model.topic.Keys;
import io.headroom.recommender.AutoscalerOverview;
import io.headroom.recommender.KnownUsage;
import io.headroom.recommender.RecommenderMetrics;
import io.headroom.recommender.ScalingOverview;
import io.headroom.recommender.ScalingTrial;
import io.headroom.recommender.View;
import io.headroom.recommender.WorkloadOverview;
import io.headroom.recommender.fit.NamespacePlan;
import io.headroom.recommender.fit.Planner;
import io.headroom.recommender.fit.StatusBehind;
import io.headroom.recommender.output.Output;
import io.headroom.recommender.savings.Price;
import io.headroom.recommender.savings.Savings;
import io.headroom.recommender.savings.WorkloadSavings;
import io.headroom.recommender.scale.advice.SideBySide;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.lint.ScalingFinding;
import io.headroom.recommender.scale.manifest.ScaledObject;
import io.headroom.recommender.scale.replay.Outcome;
import io.headroom.recommender.scale.replay.Timeline;
import io.headroom.recommender.size.PodShape;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ApiTest {
    private static final Instant AS_OF = Instant.ofEpochMilli(1_772_452_800_250L);

    /** A quarter of a core more on each of fourteen days. */
    private static final QuotaAssessment SHARED =
            new QuotaAssessment(
                    "",
                    "clusterresourcequota/team",
                    AS_OF,
                    List.of(
                            new QuotaAssessment.Line(
                                    "requests.cpu",
                                    new BigDecimal("8"),
                                    new BigDecimal("6"),
                                    new BigDecimal("2"),
                                    0.75,
                                    IntStream.rangeClosed(1, 15)
                                            .mapToObj(day -> BigDecimal.valueOf(2.25 + day * 0.25))
                                            .toList())));

    private static final PrometheusRegistry REGISTRY = new PrometheusRegistry();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Vertx VERTX = Vertx.vertx();
    private static final HttpServer SERVER = VERTX.createHttpServer();

    @BeforeAll
    static void startServer() {
        SERVER.requestHandler(Api.router(VERTX, new FakeView(), new RecommenderMetrics(REGISTRY)));
        SERVER.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
    }

    @AfterAll
    static void stopServer() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
        CLIENT.close();
    }

    @Test
    void listsRecommendationsAsTheyAreOnTheTopic() throws Exception {
        HttpResponse<String> answer = get("/api/v1/recommendations?namespace=shop&limit=1");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        assertThat(answer.headers().firstValue("cache-control")).contains("no-store");
        JsonNode first = Json.mapper().readTree(answer.body()).get("recommendations").get(0);
        assertThat(first.get("key").asString()).isEqualTo("shop/Deployment.apps/cart");
        assertThat(Json.mapper().treeToValue(first, Recommendation.class))
                .isEqualTo(FakeView.recommendation(FakeView.CART));
    }

    @Test
    void whoAsksForMuchKeepsNobodyElseWaiting() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        View slow =
                new FakeView() {
                    @Override
                    public NavigableMap<WorkloadRef, Recommendation> recommendations() {
                        begun.countDown();
                        try {
                            over.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        return super.recommendations();
                    }
                };
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        try {
            URI url = serve(vertx, slow);
            CompletableFuture<HttpResponse<String>> much =
                    CLIENT.sendAsync(
                            HttpRequest.newBuilder(
                                            url.resolve("/api/v1/recommendations?format=csv"))
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();

            HttpResponse<String> little =
                    CLIENT.send(
                            HttpRequest.newBuilder(url.resolve("/api/v1/findings"))
                                    .timeout(Duration.ofSeconds(30))
                                    .build(),
                            BodyHandlers.ofString());

            assertThat(little.statusCode()).isEqualTo(200);
            assertThat(much).isNotDone();
            over.countDown();
            assertThat(much.get(30, TimeUnit.SECONDS).body()).contains("shop,Deployment,apps,cart");
        } finally {
            over.countDown();
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    @Test
    void aPageOfJsonIsShortHoweverItIsAskedForAndOtherFormsAreWhole() throws Exception {
        View large =
                new FakeView() {
                    @Override
                    public NavigableMap<WorkloadRef, Recommendation> recommendations() {
                        NavigableMap<WorkloadRef, Recommendation> all = new TreeMap<>();
                        for (int i = 0; i < 700; i++) {
                            WorkloadRef workload =
                                    new WorkloadRef("shop", "Deployment", "apps", "w" + i);
                            all.put(workload, recommendation(workload));
                        }
                        return all;
                    }
                };
        Vertx vertx = Vertx.vertx();
        try {
            URI url = serve(vertx, large);
            for (String query : List.of("", "?format=json")) {
                JsonNode page = json(get(url.resolve("/api/v1/recommendations" + query)));
                assertThat(page.get("recommendations")).hasSize(500);
                assertThat(page.has("continue")).isTrue();
            }
            HttpResponse<String> whole = get(url.resolve("/api/v1/recommendations?format=csv"));
            assertThat(whole.body().lines()).hasSize(1 + 700);
            assertThat(whole.headers().firstValue("Link")).isEmpty();
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static URI serve(Vertx vertx, View view) {
        HttpServer server =
                vertx.createHttpServer()
                        .requestHandler(
                                Api.router(
                                        vertx,
                                        view,
                                        new RecommenderMetrics(new PrometheusRegistry())));
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    private static HttpResponse<String> get(URI url) throws Exception {
        return CLIENT.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
    }

    @Test
    void leadsThroughAListPageByPage() throws Exception {
        List<String> keys = new ArrayList<>();
        String next = "";
        int pages = 0;
        do {
            JsonNode page = json(get("/api/v1/recommendations?limit=2" + next));
            page.get("recommendations").forEach(each -> keys.add(each.get("key").asString()));
            JsonNode token = page.get("continue");
            next = token == null ? "" : "&continue=" + token.asString();
            pages++;
        } while (!next.isEmpty());

        assertThat(pages).isEqualTo(2);
        assertThat(keys)
                .containsExactly(
                        "jobs/CronJob.batch/report",
                        "shop/Deployment.apps/cart",
                        "shop/Deployment.example.com/cart",
                        "shop/StatefulSet.apps/db");
    }

    @ParameterizedTest
    @CsvSource({
        "'', 3",
        "?planned=true, 1",
        "?class=oom_killed, 1",
        "?workload=cart, 3",
        "?workload=shop/Deployment.apps/cart, 3",
        "?workload=other, 0",
        "?namespace=jobs, 0",
        "?since=2026-03-01T00:02:00Z, 2",
        "?since=1772323320000&planned=false, 1",
        "?limit=2, 2"
    })
    void findsIncidentsByWhatIsAskedFor(String query, int found) throws Exception {
        assertThat(json(get("/api/v1/incidents" + query)).get("incidents").size()).isEqualTo(found);
    }

    @ParameterizedTest
    @CsvSource({"class=bad luck", "planned=maybe", "since=yesterday", "severity=high"})
    void refusesToGuessWhichIncidentsAreMeant(String query) throws Exception {
        HttpResponse<String> answer = get("/api/v1/incidents?" + query.replace(" ", "%20"));
        assertThat(answer.statusCode()).isEqualTo(400);
    }

    @Test
    void sumsUpWhatGoesBackAndForth() throws Exception {
        assertThat(flaps("/api/v1/incidents/summary?namespace=shop"))
                .isEqualTo("{\"autoscaler\":2,\"readiness\":5}");
        assertThat(flaps("/api/v1/incidents/summary?planned=false")).isEqualTo("{}");
        assertThat(flaps("/api/v1/incidents/summary?class=oom_killed")).isEqualTo("{}");
        assertThat(flaps("/api/v1/incidents/summary?since=2026-02-28T00:00:00Z"))
                .contains("readiness");
        assertThat(flaps("/api/v1/incidents/summary?since=2026-03-01T00:00:01Z")).isEqualTo("{}");
        assertThat(flaps("/api/v1/incidents/summary?workload=cart")).contains("readiness");
    }

    private String flaps(String path) throws Exception {
        return json(get(path)).get("namespaces").get(0).get("flaps").toString();
    }

    @Test
    void summarizesTheIncidentsOfEachNamespace() throws Exception {
        JsonNode shop =
                json(get("/api/v1/incidents/summary?planned=false")).get("namespaces").get(0);
        assertThat(shop.get("namespace").asString()).isEqualTo("shop");
        assertThat(shop.get("incidents").asInt()).isEqualTo(2);
        assertThat(shop.get("recovery").get("p50").asInt()).isEqualTo(12_000);
    }

    @Test
    void doesNotNameAFollowingPageThatIsEmpty() throws Exception {
        assertThat(json(get("/api/v1/recommendations?limit=4")).has("continue")).isFalse();
    }

    @Test
    void findsOneRecommendation() throws Exception {
        JsonNode found = json(get("/api/v1/recommendations/shop/StatefulSet/db"));

        assertThat(found.get("key").asString()).isEqualTo("shop/StatefulSet.apps/db");
        assertThat(json(get("/api/v1/recommendations/shop/StatefulSet.apps/db"))).isEqualTo(found);
    }

    @Test
    void asksForTheGroupOfAKindThatThereAreSeveralOf() throws Exception {
        HttpResponse<String> answer = get("/api/v1/recommendations/shop/Deployment/cart");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(message(answer))
                .isEqualTo(
                        "Deployment is ambiguous here: ask for one of Deployment.apps,"
                                + " Deployment.example.com");
        assertThat(get("/api/v1/recommendations/shop/Deployment.apps/cart").statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "table, text/plain; charset=utf-8",
        "yaml, application/yaml",
        "csv, text/csv; charset=utf-8",
        "patch, application/yaml",
        "vpa, application/yaml"
    })
    void givesEveryFormThatIsAskedFor(String format, String mediaType) throws Exception {
        Output form = Output.named(format).orElseThrow();
        HttpResponse<String> one =
                get("/api/v1/recommendations/shop/StatefulSet/db?format=" + format);
        HttpResponse<String> list = get("/api/v1/recommendations?namespace=shop&format=" + format);

        assertThat(one.headers().firstValue("content-type")).contains(mediaType);
        assertThat(one.body())
                .isEqualTo(
                        form.format(
                                FakeView.recommendation(
                                        WorkloadRef.parse("shop/StatefulSet.apps/db"))));
        FakeView view = new FakeView();
        assertThat(list.body())
                .isEqualTo(
                        form.format(
                                view.recommendations().values().stream()
                                        .filter(each -> each.workload().namespace().equals("shop"))
                                        .toList(),
                                view.savings(workload -> workload.namespace().equals("shop"))));
    }

    @Test
    void linksToTheRestOfAListThatIsNoJson() throws Exception {
        List<String> names = new ArrayList<>();
        String next = "/api/v1/recommendations?limit=2&format=csv";
        while (next != null) {
            HttpResponse<String> page = get(next);
            page.body().lines().skip(1).forEach(line -> names.add(line.split(",", -1)[3]));
            next =
                    page.headers()
                            .firstValue("link")
                            .map(link -> link.replaceAll("^<(.*)>; rel=\"next\"$", "$1"))
                            .orElse(null);
        }

        assertThat(names).containsExactly("report", "cart", "cart", "db");
    }

    @Test
    void refusesAFormThatAWorkloadDoesNotHave() throws Exception {
        HttpResponse<String> answer =
                get("/api/v1/recommendations/shop/Deployment.example.com/cart?format=patch");

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(json(answer).get("error").get("code").asString()).isEqualTo("not_in_this_form");
        assertThat(message(answer))
                .startsWith("no patch for shop/Deployment.example.com/cart: ")
                .contains("put these requests into its manifest: web");
    }

    @Test
    void sumsUpSavingsInAllByNamespaceAndByWorkload() throws Exception {
        JsonNode shop = json(get("/api/v1/savings?namespace=shop&limit=1"));

        assertThat(shop.get("currency").asString()).isEqualTo("EUR");
        assertThat(shop.get("total").get("workloads").asInt()).isEqualTo(3);
        assertThat(shop.get("total").get("predicted").get("cores").asDouble()).isEqualTo(3);
        assertThat(shop.get("total").get("predicted").get("hourlyCost").asDouble())
                .isEqualTo(3 * 0.03);
        assertThat(shop.get("namespaces")).hasSize(1);
        assertThat(shop.get("namespaces").get(0).get("total")).isEqualTo(shop.get("total"));
        assertThat(shop.get("workloads")).hasSize(1);
        assertThat(shop.get("workloads").get(0).get("predicted").get("cores").asDouble())
                .isEqualTo(1);
        assertThat(shop.has("continue")).isTrue();
    }

    @Test
    void saysWhichSavingsAreNotCounted() throws Exception {
        JsonNode jobs = json(get("/api/v1/savings?namespace=jobs"));

        assertThat(jobs.get("total").get("notCounted").asInt()).isEqualTo(1);
        assertThat(jobs.get("workloads").get(0).get("notCounted").asString())
                .isEqualTo("run_hours_unknown");
        assertThat(jobs.get("workloads").get(0).has("predicted")).isFalse();
    }

    @Test
    void listsNamespacesWithWhatIsInThem() throws Exception {
        assertThat(get("/api/v1/namespaces").body())
                .isEqualTo(
                        """
                        {"namespaces":[\
                        {"name":"jobs","workloads":1,"recommendations":1,"quotas":0},\
                        {"name":"shop","workloads":3,"recommendations":3,"quotas":1}]}\
                        """);
    }

    @Test
    void listsWorkloads() throws Exception {
        JsonNode workloads = json(get("/api/v1/workloads?namespace=jobs")).get("workloads");

        assertThat(workloads).hasSize(1);
        assertThat(workloads.get(0).get("key").asString()).isEqualTo("jobs/CronJob.batch/report");
        assertThat(workloads.get(0).get("pods").asInt()).isEqualTo(2);
    }

    @Test
    void listsQuotas() throws Exception {
        assertThat(get("/api/v1/quotas?namespace=shop").body())
                .isEqualTo(
                        """
                        {"quotas":[{"namespace":"shop","name":"compute","asOf":1772452800250,\
                        "scopes":["NotTerminating"],"statusBehind":[],\
                        "refuses":[{"workload":"shop/Deployment.apps/cart",\
                        "resources":["requests.cpu"],"since":1772452800250}],"lines":[{"resource":"requests.cpu",\
                        "hard":10,"used":7.5,"headroom":2.5,"commitmentRatio":0.75,\
                        "usage":1.9,"usageRatio":1.0,"requestUtilizationRatio":0.6333333333333333,\
                        "advice":3.5,"plan":1.9,"recommended":3,"giveBack":0,"reach":3.75,\
                        "unreachable":false,\
                        "charged":{"basis":"pods","code":"full","days":14},\
                        "need":{"basis":"need","code":"full","days":14},\
                        "message":"not enough for all pods at their most: raise it to 3"}]}]}\
                        """);
        assertThat(get("/api/v1/quotas?namespace=jobs").body()).isEqualTo("{\"quotas\":[]}");
        assertThat(json(get("/api/v1/quotas?namespace=mail")).get("quotas"))
                .as("what it shares with others")
                .singleElement()
                .satisfies(quota ->
                        assertThat(quota.get("name").asString())
                                .isEqualTo("clusterresourcequota/team"));
    }

    @Test
    void whatAQuotaAsksForAndItsStatusDoesNotEnforceYetStandsBesideIt() throws Exception {
        JsonNode quota = json(get("/api/v1/quotas?namespace=search")).get("quotas").get(0);

        JsonNode behind = quota.get("statusBehind").get(0);
        assertThat(behind.get("resource").asString()).isEqualTo("requests.cpu");
        assertThat(behind.get("specHard").decimalValue()).isEqualByComparingTo("9");
        assertThat(behind.get("hard").decimalValue()).isEqualByComparingTo("8");
        assertThat(behind.get("message").asString())
                .startsWith("ClusterResourceQuota team asks for 9 of requests.cpu");
        assertThat(quota.get("lines").get(0).get("hard").decimalValue())
                .as("what admission enforces")
                .isEqualByComparingTo("8");
    }

    @Test
    void aQuotaThatNamespacesShareIsForetoldAsTheirPlansSay() throws Exception {
        JsonNode line =
                json(get("/api/v1/quotas?namespace=search"))
                        .get("quotas")
                        .get(0)
                        .get("lines")
                        .get(0);

        assertThat(line.get("charged").get("code").asString()).isEqualTo("fills");
        assertThat(line.get("charged").get("daysLeft").asDouble()).isEqualTo(8);
        for (String namespace : List.of("mail", "search")) {
            JsonNode plan = json(get("/api/v1/namespaces/" + namespace + "/plan"));
            JsonNode advice = plan.get("quotas").get(0);
            for (String field :
                    List.of("charged", "need", "fullAt", "message", "recommended", "reach")) {
                assertThat(line.get(field)).as(field).isNotNull().isEqualTo(advice.get(field));
            }
        }
    }

    @Test
    void planOfANamespaceNamesWhatBlocksItAndShowsPlanAndQuotaSideBySide() throws Exception {
        JsonNode plan = json(get("/api/v1/namespaces/shop/plan"));

        assertThat(plan.get("verdict").asString()).isEqualTo("fits_with_less");
        JsonNode blocked = plan.get("blockedBy").get(0);
        assertThat(blocked.get("quota").asString()).isEqualTo("compute");
        assertThat(blocked.get("resource").asString()).isEqualTo("requests.cpu");
        assertThat(blocked.get("missing").decimalValue()).isEqualByComparingTo("1.6");
        assertThat(blocked.get("message").asString())
                .isEqualTo(
                        "ResourceQuota compute lets in 1.9 of requests.cpu, and 3.5 would be"
                                + " counted: 1.6 too much");
        JsonNode line = plan.get("lines").get(0);
        assertThat(line.get("hard").decimalValue()).isEqualByComparingTo("1.9");
        assertThat(line.get("advice").decimalValue()).isEqualByComparingTo("3.5");
        assertThat(line.get("plan").decimalValue()).isEqualByComparingTo("1.9");
        JsonNode workload = plan.get("workloads").get(0);
        assertThat(workload.get("workload").asString()).isEqualTo("shop/Deployment.apps/cart");
        assertThat(workload.get("containers").get(0).get("plannedRequests").get("cpuMillicores"))
                .isEqualTo(Json.mapper().readTree("475"));
        assertThat(workload.get("givesUp"))
                .extracting(given -> given.get("resource").asString())
                .containsExactly("surge", "requests.cpu");
        assertThat(workload.get("givesUp").get(1).get("share").asDouble()).isEqualTo(0.05);
    }

    @Test
    void aNamespaceOfWhichNothingIsKnownHasNoPlan() throws Exception {
        HttpResponse<String> answer = get("/api/v1/namespaces/nowhere/plan");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(message(answer)).isEqualTo("nothing is known of namespace nowhere");
    }

    @Test
    void nodesComeWithWhatIsRequestedOfThemAndInAll() throws Exception {
        JsonNode answer = json(get("/api/v1/nodes?limit=1"));

        assertThat(answer.get("nodes")).hasSize(1);
        JsonNode node = answer.get("nodes").get(0);
        assertThat(node.get("name").asString()).isEqualTo("a");
        assertThat(node.get("share").get("cpu").asDouble()).isEqualTo(0.75);
        assertThat(answer.get("total").get("nodes").asInt()).isEqualTo(2);
        assertThat(answer.get("total").get("share").get("cpu").asDouble()).isEqualTo(0.5);
        assertThat(answer.get("continue")).isNotNull();
    }

    @Test
    void nodesAreSummedUpByPoolToo() throws Exception {
        JsonNode pools = json(get("/api/v1/nodes")).get("pools");

        assertThat(pools).hasSize(2);
        assertThat(pools.get(0).get("pool").asString()).isEmpty();
        assertThat(pools.get(0).get("total").get("nodes").asInt()).isEqualTo(1);
        assertThat(pools.get(1).get("pool").asString()).isEqualTo("spot");
        assertThat(pools.get(1).get("total").get("share").get("cpu").asDouble()).isEqualTo(0.75);

        JsonNode zones = json(get("/api/v1/nodes?pool=topology.kubernetes.io/zone")).get("pools");
        assertThat(zones).hasSize(1);
        assertThat(zones.get(0).get("pool").asString()).isEqualTo("z1");
        assertThat(zones.get(0).get("total").get("share").get("cpu").asDouble()).isEqualTo(0.5);

        assertThat(json(get("/api/v1/nodes?pool=no-such-label")).get("pools")).isEmpty();
    }

    @Test
    void listsAutoscalersWithWhatIsWrongWithThem() throws Exception {
        assertThat(get("/api/v1/autoscalers?namespace=shop&limit=1").body())
                .isEqualTo(
                        """
                        {"autoscalers":[{"namespace":"shop","name":"cart","workload":\
                        {"namespace":"shop","kind":"Deployment","group":"apps","name":"cart"},\
                        "settings":{"minReplicas":1,"maxReplicas":5,"metrics":[]},\
                        "status":{"currentReplicas":2,"desiredReplicas":3,"conditions":[],\
                        "currentMetrics":[]},"findings":[{"code":"no-metrics",\
                        "severity":"WARNING","message":"It has none."}]}],\
                        "continue":"L2hwYS9zaG9wL2NhcnQ"}\
                        """);
        assertThat(get("/api/v1/autoscalers?namespace=shop&continue=L2hwYS9zaG9wL2NhcnQ").body())
                .contains("\"name\":\"search\"")
                .doesNotContain("continue", "\"name\":\"cart\",\"workload\"");
        assertThat(get("/api/v1/autoscalers?namespace=jobs").body())
                .isEqualTo("{\"autoscalers\":[]}");
    }

    @Test
    void showsTheAdviceOnTheScalingOfAWorkloadInEachForm() throws Exception {
        JsonNode list = json(get("/api/v1/scaling?namespace=shop"));
        assertThat(list.get("scaling").get(0).get("code").asString()).isEqualTo("suited");
        assertThat(list.get("scaling").get(0).has("advised")).isFalse();
        assertThat(json(get("/api/v1/scaling?namespace=jobs")).get("scaling")).isEmpty();

        String one = "/api/v1/scaling/shop/Deployment/cart";
        assertThat(json(get(one)).get("message").asString()).isEqualTo("it does");
        assertThat(get(one + "?format=yaml").body()).contains("scaleTargetRef", "maxReplicas: 9");
        assertThat(get(one + "?format=keda").body()).contains("kind: \"ScaledObject\"");
        HttpResponse<String> patch = get(one + "?format=patch");
        assertThat(patch.statusCode()).isEqualTo(422);
        assertThat(message(patch))
                .isEqualTo(
                        "no patch for shop/Deployment.apps/cart: it has no autoscaler yet; yaml"
                                + " makes one");
        assertThat(message(get(one + "?format=svg"))).endsWith("its usage is no longer known");
        for (String form : List.of("yaml", "patch")) {
            assertThat(message(get("/api/v1/scaling/shop/Deployment/carts?format=" + form)))
                    .isEqualTo(
                            "no %s for shop/Deployment.apps/carts: KEDA made autoscaler carts-hpa and sets it back; keda changes its ScaledObject carts"
                                    .formatted(form));
        }
        assertThat(message(get(one + "?format=table")))
                .isEqualTo("format must be one of json, yaml, patch, keda, svg: table");
        assertThat(message(get("/api/v1/scaling/shop/Deployment/cary")))
                .isEqualTo("no advice on the scaling for Deployment cary in namespace shop");
    }

    @Test
    void anAutoscalerThatIsPostedIsTried() throws Exception {
        String one = "/api/v1/scaling/shop/Deployment.apps/cart";
        String hpa =
                """
                apiVersion: autoscaling/v2
                kind: HorizontalPodAutoscaler
                spec:
                  minReplicas: 2
                  maxReplicas: %s
                  metrics:
                    - type: Resource
                      resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}
                """;

        JsonNode answer = json(post(one, hpa.formatted("9")));
        assertThat(answer.get("maxReplicas").asInt()).isEqualTo(9);
        assertThat(answer.at("/tried/replicaHours").asDouble()).isEqualTo(48);
        assertThat(answer.has("days")).isFalse();
        HttpResponse<String> plot = post(one + "?format=svg", hpa.formatted("9"));
        assertThat(plot.headers().firstValue("content-type")).contains("image/svg+xml");
        assertThat(plot.body()).contains("tried: 48 replica-hours");
        String memory =
                """
                    - type: Resource
                      resource: {name: memory, target: {type: Utilization, averageUtilization: 80}}
                """;
        assertThat(post(one + "?format=svg", hpa.formatted("9") + memory).body())
                .contains("tried, without its memory: 48 replica-hours");

        HttpResponse<String> asCurlDoes =
                send(
                        request(one)
                                .header("content-type", "application/x-www-form-urlencoded")
                                .POST(
                                        BodyPublishers.ofString(
                                                hpa.formatted("9")
                                                        + "# 100%=full & more "
                                                        + "x".repeat(9_000)))
                                .build());
        assertThat(asCurlDoes.statusCode()).isEqualTo(200);
        assertThat(json(asCurlDoes)).isEqualTo(answer);

        HttpResponse<String> misspelt = post(one, hpa.formatted("many"));
        assertThat(misspelt.statusCode()).isEqualTo(400);
        assertThat(message(misspelt))
                .isEqualTo("spec.maxReplicas must be a whole number: \"many\"");
        assertThat(message(post(one, hpa.formatted("1"))))
                .contains("minReplicas 2 above maxReplicas 1");
        assertThat(post(one, "").statusCode()).isEqualTo(400);
        HttpResponse<String> latin =
                send(
                        request(one)
                                .POST(
                                        BodyPublishers.ofByteArray(
                                                ("# für cart\n" + hpa.formatted("9"))
                                                        .getBytes(StandardCharsets.ISO_8859_1)))
                                .build());
        assertThat(latin.statusCode()).isEqualTo(400);
        assertThat(message(latin)).isEqualTo("what is posted must be in UTF-8");
        assertThat(message(post(one + "?format=yaml", hpa.formatted("9"))))
                .isEqualTo("format of what is tried must be one of json, svg: yaml");
        HttpResponse<String> refused = post(one, hpa.formatted("13"));
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(json(refused).at("/error/code").asString()).isEqualTo("not_replayable");
        assertThat(message(refused)).isEqualTo("it cannot");
        assertThat(post("/api/v1/scaling/shop/Deployment/gone", hpa.formatted("9")).statusCode())
                .isEqualTo(404);
        HttpResponse<String> large = post(one, "#".repeat(70_000));
        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(message(large)).contains("65536 bytes");
        HttpResponse<String> put = send(request(one).PUT(BodyPublishers.ofString("")).build());
        assertThat(put.headers().firstValue("allow")).contains("GET, HEAD, POST");
    }

    /** No client that there is sends such a thing, and yet it is nothing that went wrong here. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding: chunked\r\n\r\nno length\r\n",
                "Content-Length: 2\r\nExpect: miracles\r\n\r\n{}"
            })
    void whatIsPostedInNoFormThatCanBeReadIsTheAskersMistake(String headersAndBody)
            throws Exception {
        assertThat(answerTo("POST /api/v1/scaling/shop/Deployment/cart", headersAndBody))
                .startsWith("HTTP/1.1 400 ")
                .endsWith(
                        "{\"error\":{\"code\":\"bad_request\",\"message\":\"what is posted cannot be read: look at how it is encoded, and at its headers\"}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/v1/workloads?limit=%zz",
                "GET /api/v1/scaling/shop/Deployment/cart?format=%zz",
                "POST /api/v1/scaling/shop/Deployment/cart?format=%zz"
            })
    void aQueryThatCannotBeDecodedIsTheAskersMistake(String methodAndPath) throws Exception {
        assertThat(answerTo(methodAndPath, "Content-Length: 2\r\n\r\n{}"))
                .startsWith("HTTP/1.1 400 ")
                .endsWith(
                        "{\"error\":{\"code\":\"bad_request\",\"message\":\"the query cannot be decoded: a % of its own is written %25\"}}");
    }

    /** What clients do not send. */
    private static String answerTo(String methodAndPath, String headersAndBody) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), SERVER.actualPort())) {
            socket.getOutputStream()
                    .write(
                            (methodAndPath
                                            + " HTTP/1.1\r\nHost: here\r\nConnection: close\r\n"
                                            + headersAndBody)
                                    .getBytes(StandardCharsets.US_ASCII));
            socket.setSoTimeout(10_000);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static HttpResponse<String> post(String path, String body) throws Exception {
        return send(request(path).POST(BodyPublishers.ofString(body)).build());
    }

    @Test
    void showsOneAutoscaler() throws Exception {
        JsonNode one = json(get("/api/v1/autoscalers/shop/search"));
        assertThat(one.get("name").asString()).isEqualTo("search");

        HttpResponse<String> absent = get("/api/v1/autoscalers/shop/cary");
        assertThat(absent.statusCode()).isEqualTo(404);
        assertThat(message(absent)).isEqualTo("no autoscaler cary in namespace shop");
    }

    @Test
    void listsFindings() throws Exception {
        JsonNode findings = json(get("/api/v1/findings")).get("findings");

        assertThat(findings.get(0).get("code").asString()).isEqualTo("usage-source");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/v1/recommendations?namespce=shop | no such parameter: namespce; there are"
                        + " continue, format, limit, namespace",
                "/api/v1/recommendations?format=xml | format must be one of table, json, yaml,"
                        + " csv, patch, vpa: xml",
                "/api/v1/namespaces?namespace=shop | no such parameter: namespace; there are"
                        + " continue, limit",
                "/api/v1/recommendations/shop/StatefulSet/db?limit=1 | no such parameter: limit;"
                        + " there are format",
                "/api/v1/workloads?limit=0 | limit must be a number between 1 and 5000: 0",
                "/api/v1/workloads?limit=5001 | limit must be a number between 1 and 5000: 5001",
                "/api/v1/workloads?limit=many | limit must be a number between 1 and 5000: many",
                "/api/v1/workloads?limit=1&limit=2 | limit is given more than once",
                "/api/v1/workloads?namespace= | namespace must not be empty",
                "/api/v1/workloads?continue=%21 | continue must be what an answer to the same"
                        + " request gave",
                "/api/v1/workloads?continue=eA | continue must be what an answer to the same"
                        + " request gave"
            })
    void saysWhatIsWrongWithARequest(String path, String message) throws Exception {
        HttpResponse<String> answer = get(path);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).get("error").get("code").asString()).isEqualTo("bad_request");
        assertThat(message(answer)).isEqualTo(message);
    }

    @Test
    void saysWhatIsNotThere() throws Exception {
        HttpResponse<String> workload = get("/api/v1/recommendations/shop/Deployment/gone");
        HttpResponse<String> path = get("/api/v1/nothing");

        assertThat(workload.statusCode()).isEqualTo(404);
        assertThat(message(workload))
                .isEqualTo("no recommendation for Deployment gone in namespace shop");
        assertThat(path.statusCode()).isEqualTo(404);
        assertThat(message(path)).isEqualTo("no such path: /api/v1/nothing");
    }

    @Test
    void refusesToBeChanged() throws Exception {
        HttpResponse<String> answer =
                send(request("/api/v1/workloads").POST(BodyPublishers.ofString("{}")).build());

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("allow")).contains("GET, HEAD");
        assertThat(message(answer)).isEqualTo("POST is not possible here, only GET");
    }

    @Test
    void answersHeadLikeGetButWithoutABody() throws Exception {
        HttpResponse<String> head = send(request("/api/v1/workloads").HEAD().build());
        HttpResponse<String> get = get("/api/v1/workloads");

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("content-length"))
                .isEqualTo(get.headers().firstValue("content-length"));
    }

    @Test
    void countsByRouteAndNotByPath() throws Exception {
        get("/api/v1/recommendations/shop/Deployment/never-counted-by-name");

        assertThat(REGISTRY.scrape().stream().toList().toString())
                .doesNotContain("never-counted-by-name");
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return send(request(path).GET().build());
    }

    private static HttpResponse<String> send(HttpRequest request)
            throws IOException, InterruptedException {
        return CLIENT.send(request, BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + SERVER.actualPort() + path));
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return Json.mapper().readTree(answer.body());
    }

    private static String message(HttpResponse<String> answer) {
        return json(answer).get("error").get("message").asString();
    }

    /** A small cluster. */
    private static class FakeView implements View {
        static final WorkloadRef CART = new WorkloadRef("shop", "Deployment", "apps", "cart");

        private static final List<WorkloadRef> WORKLOADS =
                List.of(
                        CART,
                        new WorkloadRef("shop", "Deployment", "example.com", "cart"),
                        new WorkloadRef("shop", "StatefulSet", "apps", "db"),
                        new WorkloadRef("jobs", "CronJob", "batch", "report"));

        static Recommendation recommendation(WorkloadRef workload) {
            Resources amounts = new Resources(new Cpu(250), Memory.ofMebibytes(256));
            return new Recommendation(
                    workload,
                    AS_OF,
                    "vpa",
                    new Completeness(12, 12),
                    List.of(
                            new ContainerRecommendation(
                                    "web",
                                    ContainerType.APP,
                                    new Resources(new Cpu(750), Memory.ofMebibytes(256)),
                                    Resources.NONE,
                                    new Advice.Resize(
                                            amounts, amounts, amounts, amounts, 0.5, 720,
                                            List.of()))));
        }

        @Override
        public NavigableSet<String> namespaces() {
            return new TreeSet<>(List.of("jobs", "shop"));
        }

        @Override
        public NavigableMap<String, AutoscalerState> autoscalers() {
            NavigableMap<String, AutoscalerState> all = new TreeMap<>();
            for (String name : List.of("cart", "search")) {
                AutoscalerState state =
                        new AutoscalerState("shop", name, CART, 1, 5, 2, 3, List.of());
                all.put(state.key(), state);
            }
            return all;
        }

        @Override
        public NavigableMap<WorkloadRef, ScalingOverview> scaling() {
            WorkloadRef ofKeda = new WorkloadRef("shop", "Deployment", "apps", "carts");
            return new TreeMap<>(
                    Map.of(
                            CART,
                            scaling(CART, null, null),
                            ofKeda,
                            scaling(ofKeda, "carts-hpa", new ScaledObject("carts", List.of()))));
        }

        @Override
        public Optional<ScalingTrial> tryScaling(WorkloadRef workload, HpaSpec asked) {
            if (asked.maxReplicas() == 13) {
                return Optional.of(new ScalingTrial.Refused("it cannot"));
            }
            Timeline days =
                    new Timeline(
                            new Outcome(86_400, 1, 0, 0, 2 * 86_400.0, 1, 0, 2, 0, 0, 0, 0, 2),
                            List.of(
                                    new Timeline.Point(43_200, 1, 1, 2),
                                    new Timeline.Point(86_400, 1, 1, 2)));
            var run = new ScalingOverview.Run(1, 48, 24.0, 0, 0, 0, 0, 2, null);
            return Optional.of(
                    new ScalingTrial.Replayed(
                            workload,
                            Instant.EPOCH,
                            asked.minReplicas(),
                            asked.maxReplicas(),
                            asked.metrics().size() == 1 ? null : List.of("memory"),
                            null,
                            new ScalingOverview.Pod(null, 500L, 500, true, 30),
                            null,
                            null,
                            run,
                            run,
                            2,
                            "EUR",
                            new SideBySide(null, days, days, 2)));
        }

        private static ScalingOverview scaling(
                WorkloadRef workload, @Nullable String autoscaler, @Nullable ScaledObject made) {
            return new ScalingOverview(
                    workload,
                    autoscaler,
                    Instant.EPOCH,
                    "suited",
                    "it does",
                    null,
                    null,
                    null,
                    null,
                    null,
                    new ScalingOverview.Advised(HpaSpec.ofCpu(2, 9, 70), null, made));
        }

        @Override
        public List<AutoscalerOverview> overviews(Collection<AutoscalerState> autoscalers) {
            return autoscalers.stream()
                    .map(each ->
                            AutoscalerOverview.of(
                                    each,
                                    List.of(
                                            new ScalingFinding(
                                                    ScalingFinding.Code.NO_METRICS,
                                                    Finding.Severity.WARNING,
                                                    "It has none."))))
                    .toList();
        }

        @Override
        public NavigableSet<WorkloadRef> workloads() {
            return new TreeSet<>(WORKLOADS);
        }

        @Override
        public Optional<WorkloadOverview> workload(WorkloadRef workload) {
            return Optional.of(
                    new WorkloadOverview(
                            workload.key(),
                            workload,
                            "uid-" + workload.name(),
                            null,
                            2,
                            1,
                            List.of(),
                            List.of(),
                            List.of(),
                            null,
                            null));
        }

        @Override
        public NavigableMap<WorkloadRef, Recommendation> recommendations() {
            NavigableMap<WorkloadRef, Recommendation> all = new TreeMap<>();
            WORKLOADS.forEach(workload -> all.put(workload, recommendation(workload)));
            return all;
        }

        @Override
        public Savings savings(Predicate<WorkloadRef> wanted) {
            return Savings.of(
                    "EUR",
                    recommendations().values().stream()
                            .filter(each -> wanted.test(each.workload()))
                            .map(each ->
                                    WorkloadSavings.of(
                                            each, PodShape.UNKNOWN, 2, new Price(0.03, 0.004)))
                            .toList());
        }

        @Override
        public NavigableMap<WorkloadRef, KnownUsage> usage() {
            return new TreeMap<>();
        }

        @Override
        public NavigableMap<WorkloadRef, UsageSummary> summaries() {
            return new TreeMap<>();
        }

        @Override
        public NavigableMap<String, QuotaAssessment> quotas() {
            return new TreeMap<>(
                    Map.of(
                            Keys.quota("shop", "compute"),
                            new QuotaAssessment(
                                    "shop",
                                    "compute",
                                    AS_OF,
                                    List.of(
                                            new QuotaAssessment.Line(
                                                    "requests.cpu",
                                                    new BigDecimal("10"),
                                                    new BigDecimal("7.5"),
                                                    new BigDecimal("2.5"),
                                                    0.75))),
                            Keys.quota("", "clusterresourcequota/team"),
                            SHARED));
        }

        @Override
        public SortedSet<String> boundBy(QuotaAssessment quota) {
            return new TreeSet<>(
                    quota.namespace().isEmpty()
                            ? Set.of("mail", "search")
                            : Set.of(quota.namespace()));
        }

        @Override
        public List<StatusBehind> statusBehind(QuotaAssessment of) {
            return of.equals(SHARED)
                    ? StatusBehind.of(
                            new QuotaState(
                                    "",
                                    SHARED.name(),
                                    Map.of("requests.cpu", new BigDecimal("8")),
                                    Map.of(),
                                    List.of(),
                                    null,
                                    Map.of("requests.cpu", new BigDecimal("9"))))
                    : List.of();
        }

        /** One by a quota of that name in a namespace of its own. */
        @Override
        public NavigableMap<WorkloadRef, PodRefusal> refusals() {
            NavigableMap<WorkloadRef, PodRefusal> refusals = new TreeMap<>();
            for (String namespace : List.of("shop", "mail")) {
                WorkloadRef cart = new WorkloadRef(namespace, "Deployment", "apps", "cart");
                refusals.put(
                        cart,
                        new PodRefusal(
                                cart,
                                PodRefusal.By.QUOTA,
                                "compute",
                                List.of("requests.cpu"),
                                "exceeded quota: compute",
                                AS_OF));
            }
            return refusals;
        }

        @Override
        public Optional<QuotaState> quota(QuotaAssessment of) {
            return Optional.of(
                    new QuotaState(
                            "shop", "compute", Map.of(), Map.of(), List.of("NotTerminating")));
        }

        @Override
        public Optional<NamespacePlan> plan(String namespace) {
            return namespace.equals("shop")
                    ? Optional.of(Planner.plan(Plans.tightShop(AS_OF)))
                    : Planner.plan(Plans.sharing(AS_OF, SHARED)).stream()
                            .filter(plan -> plan.namespace().equals(namespace))
                            .findFirst();
        }

        @Override
        public NavigableMap<String, NodeState> nodes() {
            return new TreeMap<>(Map.of("a", node("a", 4_000), "b", node("b", 2_000)));
        }

        private static NodeState node(String name, long millicores) {
            Resources size = new Resources(new Cpu(millicores), Memory.ofMebibytes(8_192));
            Map<String, String> labels =
                    name.equals("a")
                            ? Map.of(
                                    "topology.kubernetes.io/zone", "z1",
                                    "karpenter.sh/nodepool", "spot")
                            : Map.of("topology.kubernetes.io/zone", "z1");
            return new NodeState(
                    name, "uid-" + name, size, size, true, false, null, 10_250, null, labels);
        }

        @Override
        public Map<String, Resources> requestedOnNodes() {
            return Map.of("a", new Resources(new Cpu(3_000), Memory.ofMebibytes(2_048)));
        }

        @Override
        public NavigableMap<String, Incident> incidents() {
            return new TreeMap<>(
                    Map.of(
                            "1", Incidents.of(CART, IncidentClass.OOM_KILLED, false, 3, 12),
                            "2", Incidents.of(CART, IncidentClass.ROLLOUT, true, 2, 20),
                            "3", Incidents.of(CART, IncidentClass.APP_ERROR, false, 1, null)));
        }

        @Override
        public NavigableMap<WorkloadRef, RestartAssessment> restarts() {
            return new TreeMap<>(
                    Map.of(
                            CART,
                            new RestartAssessment(
                                    CART,
                                    AS_OF,
                                    List.of(),
                                    List.of(
                                            flaps("web", Flaps.Kind.READINESS, 4),
                                            flaps("proxy", Flaps.Kind.READINESS, 1),
                                            flaps(null, Flaps.Kind.AUTOSCALER, 2)))));
        }

        private static Flaps flaps(@Nullable String container, Flaps.Kind kind, long count) {
            return new Flaps(container, kind, count, Incidents.START);
        }

        @Override
        public NavigableMap<String, Finding> findings() {
            return new TreeMap<>(
                    Map.of(
                            Keys.finding("usage-source", "node-1"),
                            new Finding(
                                    "usage-source",
                                    Finding.Severity.INFO,
                                    "node-1",
                                    "read from the kubelet",
                                    AS_OF)));
        }
    }
}
