package io.headroom.recommender.rest;

import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Flaps;
import io.headroom.model.assessment.QuotaAssessment;
import io.headroom.model.cluster.ClusterQuotaState;
import io.headroom.model.cluster.Finding;
import io.headroom.model.cluster.NodeState;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.inventory.PodRefusal;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.model.topic.Json;
import io.headroom.model.topic.Keys;
import io.headroom.recommender.RecommenderMetrics;
import io.headroom.recommender.ScalingOverview;
import io.headroom.recommender.ScalingTrial;
import io.headroom.recommender.View;
import io.headroom.recommender.WorkloadOverview;
import io.headroom.recommender.fit.StatusBehind;
import io.headroom.recommender.output.Output;
import io.headroom.recommender.output.ScalingForm;
import io.headroom.recommender.rest.Forms.Formatted;
import io.headroom.recommender.rest.ListQuery.Page;
import io.headroom.recommender.savings.Savings;
import io.headroom.recommender.savings.WorkloadSavings;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.lint.SpecReader;
import io.headroom.recommender.scale.manifest.HpaReader;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.HttpException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The REST API, under {@code /api/v1}. Everything is answered from memory, but of thousands of
 * workloads that takes a while: answers are made on worker threads, so that nobody who asks for
 * little waits for one who asks for much.
 */
public final class Api {
    private static final Logger LOGGER = LoggerFactory.getLogger(Api.class);
    private static final String BASE = "/api/v1";
    private static final String RECOMMENDATIONS = BASE + "/recommendations";
    private static final String RECOMMENDATION = RECOMMENDATIONS + "/:namespace/:kind/:name";

    private static final String SCALING_OF_ONE = BASE + "/scaling/:namespace/:kind/:name";

    private static final String PLAN = BASE + "/namespaces/:namespace/plan";

    /** An autoscaler is a hundred lines at the most. */
    private static final long LARGEST_BODY = 65_536;

    private static final int TOO_LARGE = 413;

    /** The route of requests that none was found for, in metrics. */
    private static final String OTHER = "other";

    private final View view;
    private final RecommenderMetrics metrics;

    private Api(View view, RecommenderMetrics metrics) {
        this.view = view;
        this.metrics = metrics;
    }

    /** The routes, with their full paths; others are left to whoever else has them. */
    public static Router router(Vertx vertx, View view, RecommenderMetrics metrics) {
        Api api = new Api(view, metrics);
        Router router = Router.router(vertx);
        router.route("/api/*").handler(api::decodable);
        api.route(router, BASE + "/namespaces", api::namespaces);
        api.route(router, PLAN, api::plan);
        api.route(router, BASE + "/nodes", api::nodes);
        api.route(router, BASE + "/workloads", api::workloads);
        api.route(router, RECOMMENDATIONS, api::recommendations);
        api.route(router, RECOMMENDATION, api::recommendation);
        api.route(router, BASE + "/savings", api::savings);
        api.route(router, BASE + "/quotas", api::quotas);
        api.route(router, BASE + "/autoscalers", api::autoscalers);
        api.route(router, BASE + "/autoscalers/:namespace/:name", api::autoscaler);
        api.route(router, BASE + "/scaling", api::scaling);
        api.takes(router, SCALING_OF_ONE, api::tried);
        api.route(router, SCALING_OF_ONE, api::scalingOfOne);
        api.route(router, BASE + "/findings", api::findings);
        api.route(router, BASE + "/incidents", api::incidents);
        api.route(router, BASE + "/incidents/summary", api::incidentSummary);
        router.route("/api/*")
                .handler(request ->
                        api.answer(
                                request,
                                OTHER,
                                unknown -> {
                                    throw RequestException.notFound(
                                            "no such path: " + unknown.request().path());
                                }));
        return router;
    }

    /** Before anybody reads it: a route that has parameters refuses it in no words at all. */
    private void decodable(RoutingContext request) {
        try {
            request.queryParams();
        } catch (HttpException _) {
            refuse(
                    request,
                    OTHER,
                    RequestException.badRequest(
                            "the query cannot be decoded: a % of its own is written %25"));
            return;
        }
        request.next();
    }

    private void route(Router router, String path, Function<RoutingContext, Object> endpoint) {
        router.route(HttpMethod.GET, path)
                .method(HttpMethod.HEAD)
                .blockingHandler(request -> answer(request, path, endpoint), false);
        router.route(path)
                .handler(request -> {
                    request.response()
                            .putHeader(
                                    HttpHeaders.ALLOW,
                                    path.equals(SCALING_OF_ONE) ? "GET, HEAD, POST" : "GET, HEAD");
                    answer(
                            request,
                            path,
                            refused -> {
                                throw RequestException.methodNotAllowed(
                                        refused.request().method()
                                                + " is not possible here, only GET"
                                                + (path.equals(SCALING_OF_ONE) ? " and POST" : ""));
                            });
                });
    }

    /** What is posted there changes nothing: it is a question that does not fit into a path. */
    private void takes(Router router, String path, Function<RoutingContext, Object> endpoint) {
        // curl says of whatever it posts that it is a form, and then it would be read as one
        router.post(path)
                .handler(request -> {
                    request.request().headers().remove(HttpHeaders.CONTENT_TYPE);
                    request.next();
                });
        router.post(path)
                .handler(BodyHandler.create(false).setBodyLimit(LARGEST_BODY))
                .blockingHandler(request -> answer(request, path, endpoint), false)
                .failureHandler(request -> {
                    // a body that breaks off fails once more as its connection is closed
                    if (!request.response().headWritten()) {
                        refuse(request, path, failure(request));
                    }
                });
    }

    private static RequestException failure(RoutingContext request) {
        if (request.statusCode() == TOO_LARGE) {
            return RequestException.tooLarge(
                    "no more than %d bytes can be posted here".formatted(LARGEST_BODY));
        }
        return request.body().buffer() == null
                ? RequestException.badRequest(
                        "what is posted cannot be read: look at how it is encoded, and at its headers")
                : RequestException.internal();
    }

    private Object namespaces(RoutingContext request) {
        ListQuery query = ListQuery.of(request.queryParams(), ListQuery.CLUSTER_WIDE);
        NavigableMap<String, NamespaceSummary> all = new TreeMap<>();
        view.namespaces().forEach(name -> all.put(name, new NamespaceSummary(name, 0, 0, 0)));
        view.workloads()
                .forEach(each ->
                        all.computeIfPresent(
                                each.namespace(), (_, summary) -> summary.plus(1, 0, 0)));
        view.recommendations()
                .keySet()
                .forEach(each ->
                        all.computeIfPresent(
                                each.namespace(), (_, summary) -> summary.plus(0, 1, 0)));
        view.quotas()
                .values()
                .forEach(quota ->
                        view.boundBy(quota)
                                .forEach(namespace ->
                                        all.computeIfPresent(
                                                namespace, (_, summary) -> summary.plus(0, 0, 1))));
        return list(
                "namespaces", query.page(all, _ -> true, Function.identity(), Function.identity()));
    }

    private Object plan(RoutingContext request) {
        ListQuery.rejectUnknown(request.queryParams(), Set.of());
        String namespace = pathParameter(request, "namespace");
        return view.plan(namespace).orElseThrow(() -> RequestException.notFound(noPlan(namespace)));
    }

    private String noPlan(String namespace) {
        Finding failed = view.findings().get(Keys.finding("plan-failed", namespace));
        return failed == null ? "nothing is known of namespace " + namespace : failed.message();
    }

    private Object nodes(RoutingContext request) {
        ListQuery query = ListQuery.of(request.queryParams(), ListQuery.NODES);
        Optional<String> poolLabel = Optional.ofNullable(request.queryParams().get(ListQuery.POOL));
        NavigableMap<String, NodeState> nodes = view.nodes();
        Map<String, Resources> requested = view.requestedOnNodes();
        Page<NodeState> page =
                query.page(nodes, _ -> true, Function.identity(), Function.identity());
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("total", NodeTotal.of(nodes.values(), requested));
        answer.put("pools", NodePool.of(nodes.values(), requested, poolLabel));
        answer.putAll(
                list(
                        "nodes",
                        new Page<>(
                                page.items().stream()
                                        .map(node ->
                                                NodeSummary.of(
                                                        node,
                                                        requested.getOrDefault(
                                                                node.name(), Resources.NONE)))
                                        .toList(),
                                page.next())));
        return answer;
    }

    private Object workloads(RoutingContext request) {
        ListQuery query = ListQuery.of(request.queryParams(), ListQuery.NAMESPACED);
        NavigableMap<WorkloadRef, WorkloadRef> all = new TreeMap<>();
        view.workloads().forEach(workload -> all.put(workload, workload));
        Page<WorkloadRef> page =
                query.page(
                        all,
                        workload -> query.includes(workload.namespace()),
                        WorkloadRef::key,
                        WorkloadRef::parse);
        List<WorkloadOverview> overviews =
                page.items().stream().flatMap(each -> view.workload(each).stream()).toList();
        return list("workloads", new Page<>(overviews, page.next()));
    }

    private Object recommendations(RoutingContext request) {
        Output form = Forms.of(request.queryParams());
        ListQuery query = ListQuery.of(request.queryParams(), form);
        Page<Recommendation> page =
                query.page(
                        view.recommendations(),
                        each -> query.includes(each.workload().namespace()),
                        WorkloadRef::key,
                        WorkloadRef::parse);
        return form == Output.JSON
                ? list("recommendations", page)
                : Forms.list(form, page, savingsOf(page), request.request().uri());
    }

    private Savings savingsOf(Page<Recommendation> page) {
        Set<WorkloadRef> shown = new TreeSet<>();
        page.items().forEach(each -> shown.add(each.workload()));
        return view.savings(shown::contains);
    }

    private Object recommendation(RoutingContext request) {
        Output form = Forms.of(request.queryParams());
        ListQuery.rejectUnknown(request.queryParams(), Set.of(Forms.FORMAT));
        Recommendation found = found(request);
        return form == Output.JSON ? found : Forms.one(form, found);
    }

    private Recommendation found(RoutingContext request) {
        Map<WorkloadRef, Recommendation> all = new TreeMap<>(view.recommendations());
        return Objects.requireNonNull(
                all.get(found(request, List.copyOf(all.keySet()), "no recommendation")));
    }

    /** The one of them that the path names. */
    private static WorkloadRef found(
            RoutingContext request, List<WorkloadRef> all, String nothing) {
        String namespace = pathParameter(request, "namespace");
        String kind = pathParameter(request, "kind");
        String name = pathParameter(request, "name");
        List<WorkloadRef> found =
                all.stream().filter(each -> matches(each, namespace, kind, name)).toList();
        if (found.size() > 1) {
            throw RequestException.badRequest(
                    "%s is ambiguous here: ask for one of %s"
                            .formatted(
                                    kind,
                                    String.join(
                                            ", ",
                                            found.stream()
                                                    .map(WorkloadRef::qualifiedKind)
                                                    .toList())));
        }
        if (found.isEmpty()) {
            throw RequestException.notFound(
                    "%s for %s %s in namespace %s".formatted(nothing, kind, name, namespace));
        }
        return found.getFirst();
    }

    private static String pathParameter(RoutingContext request, String name) {
        return Objects.requireNonNull(request.pathParam(name), name);
    }

    private static boolean matches(
            WorkloadRef workload, String namespace, String kind, String name) {
        return workload.namespace().equals(namespace)
                && workload.name().equals(name)
                && (workload.kind().equals(kind) || workload.qualifiedKind().equals(kind));
    }

    private Object savings(RoutingContext request) {
        ListQuery query = ListQuery.of(request.queryParams(), ListQuery.NAMESPACED);
        Savings savings = view.savings(workload -> query.includes(workload.namespace()));
        NavigableMap<WorkloadRef, WorkloadSavings> all = new TreeMap<>();
        savings.workloads().forEach(each -> all.put(each.workload(), each));
        Page<WorkloadSavings> page =
                query.page(all, _ -> true, WorkloadRef::key, WorkloadRef::parse);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("currency", savings.currency());
        answer.put("total", savings.total());
        answer.put("namespaces", savings.namespaces());
        answer.putAll(list("workloads", page));
        return answer;
    }

    private Object quotas(RoutingContext request) {
        ListQuery query = ListQuery.of(request.queryParams(), ListQuery.NAMESPACED);
        Page<QuotaAssessment> page =
                query.page(
                        view.quotas(),
                        each -> view.boundBy(each).stream().anyMatch(query::includes),
                        Function.identity(),
                        Function.identity());
        return list(
                "quotas", new Page<>(page.items().stream().map(this::quota).toList(), page.next()));
    }

    private QuotaSummary quota(QuotaAssessment assessment) {
        return new QuotaSummary(
                assessment.namespace(),
                assessment.name(),
                assessment.asOf(),
                view.quota(assessment).map(QuotaState::scopes).orElse(List.of()),
                view.statusBehind(assessment),
                view.refusals().values().stream()
                        .filter(refusal -> refuses(assessment, refusal))
                        .map(Refused::of)
                        .toList(),
                QuotaLineSummary.of(
                        assessment,
                        // whoever shares it plans with the others
                        view.boundBy(assessment).stream()
                                .flatMap(namespace -> view.plan(namespace).stream())
                                .findFirst()
                                .orElse(null)));
    }

    /** The API server tells quotas that namespaces share by their name alone. */
    private boolean refuses(QuotaAssessment quota, PodRefusal refusal) {
        String name =
                ClusterQuotaState.isShared(quota.name())
                        ? quota.name().substring(ClusterQuotaState.PREFIX.length())
                        : quota.name();
        return name.equals(refusal.quota())
                && view.boundBy(quota).contains(refusal.workload().namespace());
    }

    private Object autoscalers(RoutingContext request) {
        ListQuery query = ListQuery.of(request.queryParams(), ListQuery.NAMESPACED);
        Page<AutoscalerState> page =
                query.page(
                        view.autoscalers(),
                        each -> query.includes(each.namespace()),
                        Function.identity(),
                        Function.identity());
        return list("autoscalers", new Page<>(view.overviews(page.items()), page.next()));
    }

    private Object autoscaler(RoutingContext request) {
        ListQuery.rejectUnknown(request.queryParams(), Set.of());
        String namespace = pathParameter(request, "namespace");
        String name = pathParameter(request, "name");
        AutoscalerState found = view.autoscalers().get(Keys.autoscaler(namespace, name));
        if (found == null) {
            throw RequestException.notFound(
                    "no autoscaler %s in namespace %s".formatted(name, namespace));
        }
        return view.overviews(List.of(found)).getFirst();
    }

    private Object scaling(RoutingContext request) {
        ListQuery query = ListQuery.of(request.queryParams(), ListQuery.NAMESPACED);
        return list(
                "scaling",
                query.page(
                        view.scaling(),
                        each -> query.includes(each.workload().namespace()),
                        WorkloadRef::key,
                        WorkloadRef::parse));
    }

    private Object scalingOfOne(RoutingContext request) {
        ScalingForm form = ScalingForms.of(request.queryParams());
        ListQuery.rejectUnknown(request.queryParams(), Set.of(Forms.FORMAT));
        Map<WorkloadRef, ScalingOverview> all = view.scaling();
        ScalingOverview found =
                Objects.requireNonNull(
                        all.get(
                                found(
                                        request,
                                        List.copyOf(all.keySet()),
                                        "no advice on the scaling")));
        return form == ScalingForm.JSON
                ? found
                : ScalingForms.one(form, found, () -> view.scalingDays(found.workload()));
    }

    private Object tried(RoutingContext request) {
        ScalingForm form = ScalingForms.of(request.queryParams());
        ListQuery.rejectUnknown(request.queryParams(), Set.of(Forms.FORMAT));
        WorkloadRef workload = found(request, List.copyOf(view.workloads()), "nothing is known");
        ScalingTrial trial =
                view.tryScaling(workload, posted(request, workload))
                        .orElseThrow(() ->
                                RequestException.notReplayable(
                                        "no usage of %s is known yet".formatted(workload.key())));
        return switch (trial) {
            case ScalingTrial.Replayed replayed -> ScalingForms.tried(form, replayed);
            case ScalingTrial.Refused(String why) -> throw RequestException.notReplayable(why);
        };
    }

    private static HpaSpec posted(RoutingContext request, WorkloadRef workload) {
        String text = text(request.body().buffer());
        try {
            return switch (SpecReader.read(HpaReader.read(text, workload))) {
                case SpecReader.Read.Known(var spec) -> spec;
                case SpecReader.Read.Unusable(var findings) ->
                        throw RequestException.badRequest(findings.getFirst().message());
            };
        } catch (IllegalArgumentException e) {
            throw RequestException.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private static String text(@Nullable Buffer posted) {
        try {
            return posted == null
                    ? ""
                    : StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(posted.getBytes()))
                            .toString();
        } catch (CharacterCodingException _) {
            throw RequestException.badRequest("what is posted must be in UTF-8");
        }
    }

    private Object findings(RoutingContext request) {
        ListQuery query = ListQuery.of(request.queryParams(), ListQuery.CLUSTER_WIDE);
        Page<Finding> page =
                query.page(view.findings(), _ -> true, Function.identity(), Function.identity());
        return list("findings", page);
    }

    private Object incidents(RoutingContext request) {
        ListQuery query = ListQuery.of(request.queryParams(), IncidentFilter.LIST);
        IncidentFilter filter = IncidentFilter.of(request.queryParams());
        return list(
                "incidents",
                query.page(
                        view.incidents(),
                        filter::includes,
                        Function.identity(),
                        Function.identity()));
    }

    private Object incidentSummary(RoutingContext request) {
        ListQuery.rejectUnknown(request.queryParams(), IncidentFilter.SUMMARY);
        IncidentFilter filter = IncidentFilter.of(request.queryParams());
        return Map.of(
                "namespaces",
                IncidentSummary.of(
                        view.incidents().values().stream().filter(filter::includes).toList(),
                        flapping(filter)));
    }

    private SortedMap<String, List<Flaps>> flapping(IncidentFilter filter) {
        SortedMap<String, List<Flaps>> byNamespace = new TreeMap<>();
        view.restarts()
                .forEach((workload, counted) -> {
                    List<Flaps> wanted =
                            counted.flaps().stream()
                                    .filter(flaps -> filter.includes(workload, flaps))
                                    .toList();
                    if (!wanted.isEmpty()) {
                        byNamespace
                                .computeIfAbsent(workload.namespace(), _ -> new ArrayList<>())
                                .addAll(wanted);
                    }
                });
        return byNamespace;
    }

    private static Map<String, Object> list(String name, Page<?> page) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(name, page.items());
        if (page.next() != null) {
            answer.put("continue", page.next());
        }
        return answer;
    }

    private void answer(
            RoutingContext request, String route, Function<RoutingContext, Object> endpoint) {
        try {
            write(request, route, 200, endpoint.apply(request));
        } catch (RequestException e) {
            refuse(request, route, e);
        } catch (RuntimeException e) {
            LOGGER.atError().addKeyValue("route", route).setCause(e).log("a request failed");
            refuse(request, route, RequestException.internal());
        }
    }

    private void refuse(RoutingContext request, String route, RequestException reason) {
        write(
                request,
                route,
                reason.status(),
                new Failure(new Failure.Details(reason.code(), reason.getMessage())));
    }

    private void write(RoutingContext request, String route, int status, Object body) {
        Formatted answer =
                body instanceof Formatted formatted
                        ? formatted
                        : new Formatted("application/json", compactJson(body), null);
        Buffer bytes = Buffer.buffer(answer.body());
        metrics.answered(route, status);
        var response =
                request.response()
                        .setStatusCode(status)
                        .putHeader(HttpHeaders.CONTENT_TYPE, answer.mediaType())
                        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        if (answer.link() != null) {
            response.putHeader("Link", answer.link());
        }
        if (request.request().method().equals(HttpMethod.HEAD)) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(bytes.length())).end();
        } else {
            response.end(bytes);
        }
    }

    private static byte[] compactJson(Object body) {
        return Json.mapper().writeValueAsBytes(body);
    }

    /** A namespace in a list. */
    private record NamespaceSummary(String name, int workloads, int recommendations, int quotas) {
        NamespaceSummary plus(int moreWorkloads, int moreRecommendations, int moreQuotas) {
            return new NamespaceSummary(
                    name,
                    workloads + moreWorkloads,
                    recommendations + moreRecommendations,
                    quotas + moreQuotas);
        }
    }

    /**
     * A ResourceQuota in a list, by its status: that is what admission goes by.
     *
     * @param statusBehind in what that is behind the specification
     * @param refuses whose pods it does not let in now
     */
    private record QuotaSummary(
            String namespace,
            String name,
            Instant asOf,
            List<String> scopes,
            List<StatusBehind> statusBehind,
            List<Refused> refuses,
            List<QuotaLineSummary> lines) {}

    /**
     * A workload whose pods a quota refuses now.
     *
     * @param resources the lines that do
     */
    private record Refused(String workload, List<String> resources, Instant since) {
        static Refused of(PodRefusal refusal) {
            return new Refused(refusal.workload().key(), refusal.resources(), refusal.since());
        }
    }

    /** What is answered instead of what was asked for. */
    private record Failure(Details error) {
        record Details(String code, @Nullable String message) {}
    }
}
