package io.headroom.recommender;

import io.headroom.model.ContainerSpec;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Evidence;
import io.headroom.model.recommendation.Idle;
import io.headroom.model.recommendation.PolicyValue;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.model.recommendation.Standing;
import io.headroom.recommender.needs.Demand;
import io.headroom.recommender.needs.Demands;
import io.headroom.recommender.needs.Findings;
import io.headroom.recommender.needs.PageCaches;
import io.headroom.recommender.policy.Policy;
import io.headroom.recommender.policy.PolicyKey;
import io.headroom.recommender.scale.advice.Most;
import io.headroom.recommender.size.Clamp;
import io.headroom.recommender.size.ContainerPolicy;
import io.headroom.recommender.size.PodLimits;
import io.headroom.recommender.size.PodShape;
import io.headroom.recommender.size.VpaStrategy;
import io.headroom.recommender.size.restarts.RestartRules;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * From what is known of one workload to its recommendation. Nothing else goes in; what is
 * remembered only saves computing it again. Not thread-safe.
 */
final class Sizing {
    /** What runs now and then. */
    private static final Set<String> RUNS = Set.of("Job.batch", "CronJob.batch");

    private final String strategy;
    private final VpaStrategy vpa;
    private final HistorySizing overHistory;
    private final HistorySizing inPassing;
    private final JointSizing joint = new JointSizing();

    /**
     * @param strategy the name of the one to ask where no policy names another
     */
    Sizing(String strategy, VpaStrategy vpa) {
        this.strategy = strategy;
        this.vpa = vpa;
        this.overHistory = new HistorySizing(vpa.minimum(), vpa.rounding());
        this.inPassing = overHistory.withoutEvidence();
    }

    /**
     * The recommendation for the containers that the workload has now; all that were seen when that
     * is not known.
     *
     * @param passed what was known before and has not been answered, oldest first
     */
    Recommendation recommend(
            WorkloadRef workload,
            List<KnownUsage> passed,
            KnownUsage usage,
            Surroundings surroundings) {
        Surroundings now = surroundings;
        for (KnownUsage earlier : passed) {
            // nobody acts on these, so that no autoscaler has to follow them
            now = now.after(recommend(workload, earlier, now.withoutAutoscalers(), inPassing));
        }
        return recommend(workload, usage, now, overHistory);
    }

    private Recommendation recommend(
            WorkloadRef workload,
            KnownUsage usage,
            Surroundings surroundings,
            HistorySizing history) {
        Map<String, ContainerSpec> existing = surroundings.existing();
        List<ContainerProfile> profiles =
                usage.profiles().stream()
                        .filter(profile -> existing == null || existing.containsKey(profile.name()))
                        .toList();
        Policy policy = surroundings.policy();
        String asked = policy.strategy().orElse(strategy);
        Findings findings = findings(workload, asked, profiles, usage.asOf(), surroundings);
        Idle idle = findings.idle(usage.asOf()).orElse(null);
        Clamp shaping = findings::shaping;
        Clamp clamp =
                shaping.then(allowedBy(policy))
                        .then(
                                surroundings
                                        .limitRanges()
                                        .bounding(surroundings.shape(), policy.limits()))
                        .then(surroundings.nodes().holding(surroundings.shape()))
                        .then(limits(usage, surroundings));
        Map<String, ContainerRecommendation> containers = new TreeMap<>();
        if (existing != null) {
            existing.values().stream()
                    .filter(container -> container.type().longRunning())
                    .map(container -> vpa.unseen(container, usage.asOf()))
                    .forEach(unseen -> containers.put(unseen.name(), unseen));
        }
        RestartRules restarts =
                new RestartRules(surroundings.restarts(), usage.asOf(), vpa.rounding());
        Map<String, ContainerProfile> seen = new TreeMap<>();
        profiles.forEach(profile -> seen.put(profile.name(), profile));
        for (ContainerRecommendation advised :
                advised(asked, profiles, usage, surroundings, findings.demands(), history)) {
            ContainerProfile profile = Objects.requireNonNull(seen.get(advised.name()));
            containers.put(
                    advised.name(),
                    asked.equals(VpaStrategy.NAME)
                            ? restarts.applyToUpstream(
                                    advised, profile, findings.demands().seen(profile))
                            : restarts.apply(advised, profile, findings.demands().seen(profile)));
        }
        JointSizing.Sized sized =
                joint.apply(
                        new ScalingCases.Facts(
                                workload,
                                usage,
                                surroundings.shape(),
                                surroundings.scaling().pods(),
                                surroundings.scaling().autoscalers(),
                                Most.UNLIMITED,
                                policy,
                                null,
                                surroundings.scaling().followed()),
                        clamp.apply(List.copyOf(containers.values())),
                        usage.asOf());
        return new Recommendation(
                workload,
                usage.asOf(),
                asked,
                usage.completeness(),
                findings.telling(sized.containers(), idle).stream()
                        .map(Sizing::shown)
                        .map(container ->
                                surroundings.injected().contains(container.name())
                                        ? container.outsideTheTemplate()
                                        : container)
                        .map(container ->
                                container.since(firstRequests(container, surroundings.before())))
                        .toList(),
                policy.values(),
                idle,
                sized.retarget());
    }

    private static Findings findings(
            WorkloadRef workload,
            String asked,
            List<ContainerProfile> profiles,
            Instant asOf,
            Surroundings surroundings) {
        Policy policy = surroundings.policy();
        PodShape shape = surroundings.shape();
        boolean perRun = RUNS.contains(workload.qualifiedKind());
        return new Findings(
                workload,
                asked,
                policy.risk(),
                new Demands(
                        new Demand.Rules(
                                perRun,
                                policy.startupCounted(),
                                new PageCaches(policy.pageCacheCounted(), policy.limits(), shape))),
                policy.idleness(),
                profiles,
                perRun ? asOf : DecidedHistory.decidedAt(asOf),
                shape,
                policy.limits().memoryLimitGoesWithRequest(shape.containers()),
                surroundings.changedAt());
    }

    private static PodLimits limits(KnownUsage usage, Surroundings surroundings) {
        Map<String, Resources> peaks = new TreeMap<>();
        usage.windows()
                .forEach((name, windows) -> {
                    KnownUsage.Statistics bytes = windows.memoryBytes();
                    peaks.put(
                            name,
                            new Resources(
                                    null, bytes == null ? null : Memory.ofBytes(bytes.max())));
                });
        return new PodLimits(
                surroundings.policy().limits(),
                surroundings.shape(),
                surroundings.limitRanges(),
                surroundings.limitsRequired(),
                peaks);
    }

    /** The upstream algorithm works on its own histograms, all others on the windows. */
    private List<ContainerRecommendation> advised(
            String asked,
            List<ContainerProfile> profiles,
            KnownUsage usage,
            Surroundings surroundings,
            Demands demands,
            HistorySizing history) {
        Policy policy = surroundings.policy();
        return asked.equals(VpaStrategy.NAME)
                ? vpa.advise(profiles, usage.asOf(), policy.tuning())
                : history.advise(
                        asked,
                        policy.risk(),
                        profiles,
                        usage.asOf(),
                        standing(asked, surroundings.before()),
                        demands);
    }

    /** Where the strategy stood in the answer before. */
    private static Map<String, Standing> standing(String asked, @Nullable Recommendation before) {
        Map<String, Standing> standing = new TreeMap<>();
        if (before != null && before.strategy().equals(asked)) {
            before.containers()
                    .forEach(container -> {
                        if (container.standing() != null) {
                            standing.put(container.name(), container.standing());
                        }
                    });
        }
        return standing;
    }

    /**
     * The same with evidence of what is advised: how safe the strategy's own target is says nothing
     * of one that was clamped, and a container that is held has nothing to show.
     */
    private static ContainerRecommendation shown(ContainerRecommendation container) {
        Evidence evidence = container.evidence();
        if (evidence == null) {
            return container;
        }
        return switch (container.advice()) {
            case Advice.Hold _ -> container.shownBy(null);
            case Advice.Resize resize ->
                    resize.target().equals(resize.uncappedTarget())
                            ? container
                            : container.shownBy(evidence.withoutSafety());
        };
    }

    /** First of all clamps: what the cluster allows has the last word. */
    private static Clamp allowedBy(Policy policy) {
        ContainerPolicy bounds = policy.bounds();
        return containers ->
                containers.stream()
                        .map(container ->
                                policy.exclusion(container.name())
                                        .map(asked -> container.with(excluded(asked)))
                                        .orElse(container))
                        .flatMap(container -> bounds.apply(container).stream())
                        .toList();
    }

    private static Advice.Hold excluded(PolicyValue asked) {
        return new Advice.Hold(
                Advice.HoldCode.EXCLUDED,
                switch (asked.from()) {
                    case WORKLOAD, NAMESPACE ->
                            "the annotation %s%s of the %s says so"
                                    .formatted(PolicyKey.PREFIX, asked.key(), asked.from().label());
                    case SETTINGS -> "the setting policy.%s says so".formatted(asked.key());
                },
                null);
    }

    /** What was requested when there first were numbers, as far as that differs from now. */
    private static @Nullable Resources firstRequests(
            ContainerRecommendation now, @Nullable Recommendation before) {
        if (before == null) {
            return null;
        }
        for (ContainerRecommendation earlier : before.containers()) {
            if (earlier.name().equals(now.name())) {
                Resources first = earlier.firstRequests();
                if (first == null && earlier.advice() instanceof Advice.Resize) {
                    first = earlier.requests();
                }
                return now.requests().equals(first) ? null : first;
            }
        }
        return null;
    }
}
