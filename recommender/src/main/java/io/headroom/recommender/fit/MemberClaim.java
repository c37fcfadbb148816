package io.headroom.recommender.fit;

import io.headroom.model.ContainerSpec;
import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.PodTerms;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.quantity.Quantity;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.recommender.fit.Amount.Given;
import io.headroom.recommender.fit.Counted.Kind;
import io.headroom.recommender.fit.admission.Admission;
import io.headroom.recommender.fit.admission.PodCharge;
import io.headroom.recommender.fit.admission.Scope;
import io.headroom.recommender.size.LimitRangeRules;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a member of a namespace claims when it follows its advice, and what its pods have now. */
final class MemberClaim {
    /** How finely a least is raised. */
    private static final int PARTS = 1_000;

    private final Member member;
    private final Scale scale;
    private final LimitRangeRules rules;
    private final Instant asOf;
    private final List<QuotaState> quotas;
    private final Map<String, Resources> allocatable;

    /** By LimitRanges alone. */
    private final Admission admission;

    private final List<ContainerSpec> containers;

    /** As the advice makes them, by name. */
    private final Map<String, ContainerSpec> after = new HashMap<>();

    private final Map<String, ContainerRecommendation> advised = new HashMap<>();

    /** One of whose amounts sums fit into 64 bits. */
    MemberClaim(Member member, NamespaceFacts facts) {
        this(member, facts, Scale.ONE);
    }

    /**
     * @param scale that of the lines which it is held to
     */
    MemberClaim(Member member, NamespaceFacts facts, Scale scale) {
        this.member = member;
        this.scale = scale;
        this.rules = facts.rules();
        this.asOf = facts.asOf();
        this.quotas = facts.quotas();
        this.allocatable = facts.allocatable();
        this.admission = new Admission(facts.limitRanges(), List.of());
        if (member.recommendation() != null) {
            member.recommendation()
                    .containers()
                    .forEach(container -> advised.put(container.name(), container));
        }
        this.containers = containers();
        containers.stream()
                .map(this::advised)
                .forEach(container -> after.put(container.name(), container));
    }

    static Claim of(Member member, NamespaceFacts facts) {
        return new MemberClaim(member, facts).claim();
    }

    /** The pods that it has, with their containers in the order of the claim. */
    Standing standing(Claim claim) {
        Grant next =
                new Grant(
                        claim,
                        member.pods().size(),
                        given(containers, Kind.CPU),
                        given(containers, Kind.MEMORY));
        Map<Like, List<PodState>> alike =
                member.pods().stream()
                        .collect(
                                Collectors.groupingBy(
                                        Like::of, LinkedHashMap::new, Collectors.toList()));
        return new Standing(
                alike.values().stream().map(pods -> alike(claim, pods, next)).toList(),
                next,
                member.replicas().desired(),
                member.replicas().unavailable(),
                member.replicas().renewal());
    }

    private Standing.Alike alike(Claim claim, List<PodState> pods, Grant next) {
        PodState first = pods.getFirst();
        Grant has =
                new Grant(
                        claim,
                        pods.size(),
                        has(first, next, Kind.CPU),
                        has(first, next, Kind.MEMORY));
        return new Standing.Alike(
                has,
                charge(first),
                outside(first),
                Resize.isOfSizesAlone(Terms.of(first), admission)
                        ? pods.stream()
                                .map(pod -> Place.of(pod, has, allocatable))
                                .reduce(Place.ANY, Place::and)
                        : Place.NONE);
    }

    /** What pods have in common that are alike for quotas. */
    private record Like(
            String phase,
            List<ContainerSpec> containers,
            @Nullable Resources overhead,
            @Nullable PodTerms terms) {
        static Like of(PodState pod) {
            return new Like(pod.phase(), pod.containers(), pod.overhead(), pod.terms());
        }
    }

    private Set<String> outside(PodState pod) {
        PodTerms terms = Terms.of(pod);
        return quotas.stream()
                .filter(quota -> !Scope.all(quota, terms))
                .map(QuotaState::name)
                .collect(Collectors.toSet());
    }

    private Map<String, Long> charge(PodState pod) {
        return charge(PodCharge.of(Terms.of(pod), pod.phase(), asOf));
    }

    private Map<String, Long> charge(Map<String, BigDecimal> amounts) {
        Map<String, Long> charge = new HashMap<>();
        amounts.forEach((resource, amount) ->
                charge.put(resource, scale.units(resource, amount, RoundingMode.CEILING)));
        return charge;
    }

    /** What a pod has of what is advised; of all else it is taken to have what the next one has. */
    private List<Given> has(PodState pod, Grant next, Kind kind) {
        Map<String, ContainerSpec> known = new HashMap<>();
        pod.containers().forEach(container -> known.put(container.name(), container));
        List<Given> has = new ArrayList<>();
        for (int index = 0; index < containers.size(); index++) {
            ContainerSpec spec = known.get(containers.get(index).name());
            has.add(
                    spec == null || !isSized(containers.get(index), kind)
                            ? next.given(kind).get(index)
                            : given(spec, kind));
        }
        return has;
    }

    /**
     * Those of the next pod. Where old and new ones stay beside each other, no less than any of
     * them has.
     */
    private List<ContainerSpec> containers() {
        List<ContainerSpec> next =
                member.shape().containers().stream()
                        .filter(container -> container.type() != ContainerType.EPHEMERAL)
                        .toList();
        for (PodState pod : member.held() == null ? List.<PodState>of() : member.pods()) {
            Map<String, ContainerSpec> known = new HashMap<>();
            pod.containers().forEach(container -> known.put(container.name(), container));
            next =
                    next.stream()
                            .map(container -> atLeast(container, known.get(container.name())))
                            .toList();
        }
        return next;
    }

    private ContainerSpec atLeast(ContainerSpec next, @Nullable ContainerSpec pod) {
        if (pod == null || pod.equals(next)) {
            return next;
        }
        boolean cpu = !isSized(next, Kind.CPU);
        boolean memory = !isSized(next, Kind.MEMORY);
        return new ContainerSpec(
                next.name(),
                next.type(),
                atLeast(next.requests(), pod.requests(), cpu, memory),
                atLeast(next.limits(), pod.limits(), cpu, memory));
    }

    private static Resources atLeast(Resources next, Resources pod, boolean cpu, boolean memory) {
        return new Resources(
                cpu ? larger(next.cpu(), pod.cpu()) : next.cpu(),
                memory ? larger(next.memory(), pod.memory()) : next.memory());
    }

    private static <Q extends Quantity<Q>> @Nullable Q larger(@Nullable Q one, @Nullable Q other) {
        return one == null || (other != null && one.isLessThan(other)) ? other : one;
    }

    /** What containers have of one resource, in their order. */
    static List<Given> given(List<ContainerSpec> containers, Kind kind) {
        return containers.stream().map(each -> given(each, kind)).toList();
    }

    private static Given given(ContainerSpec container, Kind kind) {
        return new Given(units(kind.of(container.requests())), limit(kind.of(container.limits())));
    }

    Claim claim() {
        boolean guaranteed =
                !containers.isEmpty()
                        && containers.stream()
                                .map(this::afterwards)
                                .allMatch(after ->
                                        same(after.requests().cpu(), after.limits().cpu())
                                                && same(
                                                        after.requests().memory(),
                                                        after.limits().memory()));
        Claim claim = claim(amounts(Kind.CPU, guaranteed), amounts(Kind.MEMORY, guaranteed));
        return claim.ratios().isEmpty()
                ? claim
                : claim(withinRatio(claim, Kind.CPU), withinRatio(claim, Kind.MEMORY));
    }

    /**
     * The amounts, of which no less is left than what goes with limits that nothing is taken from:
     * what the containers of a pod are limited to may be no more than so many times what they
     * request.
     */
    private static List<Amount> withinRatio(Claim claim, Kind kind) {
        List<Amount> amounts = claim.containers().stream().map(kind::of).toList();
        int raised = PARTS;
        while (raised > 0 && isWithinRatio(claim, kind, raised - 1)) {
            raised--;
        }
        // all of it may be refused as well: then nothing can be done here
        int parts = isWithinRatio(claim, kind, PARTS) ? raised : 0;
        return amounts.stream().map(amount -> amount.withLeast(raised(amount, parts))).toList();
    }

    private static boolean isWithinRatio(Claim claim, Kind kind, int parts) {
        return claim.isWithinRatio(
                kind,
                claim.containers().stream()
                        .map(kind::of)
                        .map(amount -> {
                            long request = raised(amount, parts);
                            return new Given(request, amount.leastOfLimit(request));
                        })
                        .toList());
    }

    /** So many parts of the way from the least to the request. */
    private static long raised(Amount amount, int parts) {
        return amount.least()
                + (long) Math.ceil((double) (amount.request() - amount.least()) * parts / PARTS);
    }

    private Claim claim(List<Amount> cpu, List<Amount> memory) {
        List<Want> wants = new ArrayList<>();
        for (int index = 0; index < containers.size(); index++) {
            ContainerSpec container = containers.get(index);
            wants.add(
                    new Want(
                            container.name(), container.type(), cpu.get(index), memory.get(index)));
        }
        Member.Replicas replicas = member.replicas();
        return new Claim(
                member.workload(),
                member.priority(),
                replicas.most(),
                Math.min(replicas.fewest(), replicas.most()),
                replicas.surge(),
                wants,
                member.shape().overhead(),
                whole(),
                ratios(),
                Rollout.of(
                                member.workload(),
                                given(containers, Kind.CPU),
                                given(containers, Kind.MEMORY))
                        .or(() -> Rollout.ofNextRun(member.workload(), member.pods().size()))
                        .orElse(null),
                others(),
                held());
    }

    /** What each pod counts for that stays, or that is or will be as the template says. */
    private List<Map<String, Long>> held() {
        Member.Held held = member.held();
        if (held == null) {
            return List.of();
        }
        Map<String, Long> next = charge(PodCharge.of(member.terms()));
        return member.pods().stream()
                .map(pod -> {
                    Map<String, Long> charge = charge(pod);
                    if (!held.pods().contains(pod.name())) {
                        next.forEach(
                                (resource, amount) -> charge.merge(resource, amount, Math::max));
                    }
                    return charge;
                })
                .toList();
    }

    private Map<Counted, Double> ratios() {
        Map<Counted, Double> ratios = new EnumMap<>(Counted.class);
        for (Kind kind : Kind.values()) {
            double ratio = rules.mostRatioOfPod(kind.resourceName());
            // those of the whole pod count where it has any, and nothing is cut of them
            if (Double.isFinite(ratio)
                    && ofPod(kind, /* limits */ false) == null
                    && ofPod(kind, /* limits */ true) == null) {
                ratios.put(Counted.of(kind, /* limits */ true), ratio);
            }
        }
        return ratios;
    }

    private Map<Counted, Long> whole() {
        Map<Counted, Long> whole = new EnumMap<>(Counted.class);
        for (Counted counted : Counted.values()) {
            BigDecimal amount = ofPod(counted.kind(), counted.limits());
            if (amount != null) {
                whole.put(
                        counted,
                        QuotaLines.units(
                                counted.kind().resourceName(), amount, RoundingMode.CEILING));
            }
        }
        return whole;
    }

    private @Nullable BigDecimal ofPod(Kind kind, boolean limits) {
        PodTerms terms = member.terms();
        return (limits ? terms.limits() : terms.requests()).get(kind.resourceName());
    }

    /** What quotas count beside CPU and memory, in whole bytes or pieces. */
    private Map<String, Long> others() {
        Map<String, Long> others = new HashMap<>();
        PodCharge.of(member.terms())
                .forEach((resource, amount) -> {
                    if (Counted.of(resource).isEmpty()) {
                        others.put(resource, scale.units(resource, amount, RoundingMode.CEILING));
                    }
                });
        return others;
    }

    /** The amounts of all containers; together no less than a LimitRange asks of a pod. */
    private List<Amount> amounts(Kind kind, boolean guaranteed) {
        List<Amount> amounts = new ArrayList<>();
        long requests = 0;
        long least = 0;
        for (ContainerSpec container : containers) {
            Amount amount = amount(container, kind, guaranteed);
            amounts.add(amount);
            if (container.type() != ContainerType.INIT) {
                requests += amount.request();
                least += amount.least();
            }
        }
        long ofPod = units(kind.of(rules.leastOfPod()));
        if (ofPod <= least || requests == least) {
            return amounts;
        }
        double share = Math.min(1, (double) (ofPod - least) / (requests - least));
        return amounts.stream()
                .map(amount ->
                        amount.withLeast(
                                amount.least()
                                        + (long)
                                                Math.ceil(
                                                        share
                                                                * (amount.request()
                                                                        - amount.least()))))
                .toList();
    }

    private Amount amount(ContainerSpec container, Kind kind, boolean guaranteed) {
        ContainerSpec after = afterwards(container);
        long request = units(kind.of(after.requests()));
        long limit = limit(kind.of(after.limits()));
        // what the pod asks for as a whole counts, whatever its containers get
        if (!isSized(container, kind) || ofPod(kind, false) != null) {
            return Amount.fixed(request, limit);
        }
        long floor = floor(container, kind, request);
        return new Amount(
                request,
                Math.max(floor, units(kind.of(rules.leastOfContainer()))),
                limit,
                kind == Kind.MEMORY ? floor : 0,
                rules.mostRatio(kind.resourceName()),
                guaranteed);
    }

    /** No less is left of a request than this. */
    private long floor(ContainerSpec container, Kind kind, long request) {
        Resources used = member.used().get(container.name());
        Quantity<?> amount = used == null ? null : kind.of(used);
        if (amount == null) {
            // nothing is known of what it used: then nothing is taken away
            return request;
        }
        return switch (kind) {
            // who used next to nothing still runs, and keeps the least that can be requested
            case CPU -> Math.max(amount.units(), 1);
            // nothing runs without memory: none is not what was used, but not known
            case MEMORY -> amount.units() == 0 ? request : amount.units();
        };
    }

    private boolean isSized(ContainerSpec container, Kind kind) {
        ContainerRecommendation found = advised.get(container.name());
        return found != null
                && found.advice() instanceof Advice.Resize resize
                && kind.of(resize.target()) != null;
    }

    private ContainerSpec afterwards(ContainerSpec container) {
        return after.getOrDefault(container.name(), container);
    }

    /** The container as its advice wants it; as it is where there is none. */
    private ContainerSpec advised(ContainerSpec container) {
        ContainerRecommendation found = advised.get(container.name());
        if (found == null || !(found.advice() instanceof Advice.Resize resize)) {
            return container;
        }
        Resources requests =
                new Resources(
                        or(resize.target().cpu(), container.requests().cpu()),
                        or(resize.target().memory(), container.requests().memory()));
        Resources limits = found.targetLimits();
        return new ContainerSpec(
                container.name(),
                container.type(),
                requests,
                limits == null ? risen(container.limits(), requests) : limits);
    }

    /** Limits stay, and rise with the request where that passes them. */
    private static Resources risen(Resources limits, Resources requests) {
        Cpu cpu = limits.cpu();
        Cpu cores = requests.cpu();
        Memory memory = limits.memory();
        Memory bytes = requests.memory();
        return new Resources(
                cpu == null || cores == null ? cpu : Cpu.max(cpu, cores),
                memory == null || bytes == null ? memory : Memory.max(memory, bytes));
    }

    private static <Q extends Quantity<Q>> @Nullable Q or(@Nullable Q one, @Nullable Q other) {
        return one == null ? other : one;
    }

    private static boolean same(@Nullable Quantity<?> request, @Nullable Quantity<?> limit) {
        return request != null && request.equals(limit) && request.units() > 0;
    }

    private static long units(@Nullable Quantity<?> amount) {
        return amount == null ? 0 : amount.units();
    }

    /** A limit of zero stands for none. */
    private static long limit(@Nullable Quantity<?> amount) {
        return amount == null || amount.units() == 0 ? Amount.NONE : amount.units();
    }
}
