package io.headroom.recommender.fit;

import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.cluster.LimitRangeState;
import io.headroom.model.inventory.PodState;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.quantity.Quantity;
import io.headroom.recommender.fit.Amount.Given;
import io.headroom.recommender.fit.Counted.Kind;
import io.headroom.recommender.fit.NamespacePlan.LimitRangeAdvice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a LimitRange for the containers of a namespace should say, so that it lets in what runs, all
 * that is advised and, where the need of pods grows, will be, and stops what is many times larger.
 * A maximum is advised only where every container has a limit already: it would give one to those
 * that have none. No container is given more than a node has.
 *
 * <p>What containers get that say nothing stays as it is where somebody gives it or quotas count
 * pods: LimitRanges that differ in it cannot be foretold, and no plan counts what is new.
 */
final class LimitRangeAdvisor {
    /** A container may be so many times as large as the largest, or as small as the smallest. */
    private static final int ROOM = 2;

    private static final long MEBI = 1L << 20;

    private final List<Member> members;
    private final List<Standing> now;
    private final List<Grant> wanted;
    private final Outlook outlook;
    private final NamespaceFacts facts;

    /**
     * @param members in the order of what they have and want
     */
    LimitRangeAdvisor(
            List<Member> members,
            List<Standing> now,
            List<Grant> wanted,
            Outlook outlook,
            NamespaceFacts facts) {
        this.members = members;
        this.now = now;
        this.wanted = wanted;
        this.outlook = outlook;
        this.facts = facts;
    }

    /**
     * Null where there is no container, or none that may be bound.
     *
     * @param own which of the members are of the namespace
     */
    @Nullable LimitRangeAdvice advise(List<Integer> own) {
        Bounds cpu = bounds(own, Kind.CPU);
        Bounds memory = bounds(own, Kind.MEMORY);
        if (cpu == null && memory == null) {
            return null;
        }
        Map<String, Double> ratios = new TreeMap<>();
        if (cpu != null && cpu.ratio() != null) {
            ratios.put("cpu", cpu.ratio());
        }
        if (memory != null && memory.ratio() != null) {
            ratios.put("memory", memory.ratio());
        }
        return new LimitRangeAdvice(
                resources(cpu, memory, Bounds::min),
                resources(cpu, memory, Bounds::max),
                resources(cpu, memory, Bounds::request),
                resources(cpu, memory, Bounds::limit),
                ratios);
    }

    private static Resources resources(
            @Nullable Bounds cpu, @Nullable Bounds memory, ToLongFunction<Bounds> amount) {
        long millicores = cpu == null ? Amount.NONE : amount.applyAsLong(cpu);
        long bytes = memory == null ? Amount.NONE : amount.applyAsLong(memory);
        return new Resources(
                millicores == Amount.NONE ? null : new Cpu(millicores),
                bytes == Amount.NONE ? null : new Memory(bytes));
    }

    /**
     * One resource's; {@link Amount#NONE} for what is not advised. The API server takes no other
     * LimitRange than one of min ≤ request ≤ limit ≤ max and 1 ≤ ratio ≤ max / min.
     */
    private record Bounds(long min, long max, long request, long limit, @Nullable Double ratio) {}

    private @Nullable Bounds bounds(List<Integer> own, Kind kind) {
        Given given = given(kind);
        if (given != null && given.request() == 0) {
            // bounds without a default have the API server make one of them
            return null;
        }
        List<Given> all = new ArrayList<>();
        List<Given> grown = new ArrayList<>();
        boolean setToNothing = false;
        for (int index : own) {
            Member member = members.get(index);
            Unset unset = new Unset(member.terms());
            Grant next = now.get(index).next();
            Grant then = wanted.get(index);
            if (unset.isBoundAsAWhole(next, kind) || unset.isBoundAsAWhole(then, kind)) {
                // what containers are given may come to more than their pod asks for
                return null;
            }
            if (given == null
                    && hasQuotas()
                    && (unset.isIn(next, kind) || unset.isIn(then, kind))) {
                // the quotas would count what it is given, and no plan does
                return null;
            }
            setToNothing |= unset.isSetToNothing(kind);
            all.addAll(next.given(kind));
            all.addAll(then.given(kind));
            for (PodState pod : held(member)) {
                // it is made anew as it is, and not as the template says
                setToNothing |= new Unset(Terms.of(pod)).isSetToNothing(kind);
                all.addAll(
                        MemberClaim.given(
                                pod.containers().stream()
                                        .filter(each -> each.type() != ContainerType.EPHEMERAL)
                                        .toList(),
                                kind));
            }
            double growth = 1 + outlook.growthOfPod(index, kind);
            then.given(kind).forEach(each -> grown.add(grown(each, growth)));
        }
        List<Long> later = positive(grown, LimitRangeAdvisor::request);
        if (later.isEmpty()) {
            return null;
        }
        List<Long> requests = positive(all, LimitRangeAdvisor::request);
        List<Long> limits = positive(all, Given::limit);
        List<Long> laterLimits = positive(grown, Given::limit);
        boolean limited = limits.size() == all.size();
        long step = kind == Kind.CPU ? 1 : MEBI;
        long node = largestNode(kind, step);
        long request =
                given == null
                        ? Math.min(roundedUp(later.get(later.size() / 2), step), node)
                        : given.request();
        long min = Math.max(requests.getFirst() / ROOM, 1) / step * step;
        // who requests nothing, and says so, is below any minimum and above any ratio
        long least = setToNothing || min == 0 ? Amount.NONE : Math.min(min, request);
        if (!limited) {
            return new Bounds(
                    least, Amount.NONE, request, given == null ? Amount.NONE : given.limit(), null);
        }
        long there = roundedUp(Math.max(limits.getLast(), requests.getLast()), step);
        double most = (double) Math.max(laterLimits.getLast(), later.getLast()) * ROOM;
        // beyond a node nothing runs, but what is there is let in
        long max = Math.max(roundedUp((long) Math.min(most, (double) node), step), there);
        Double ratio = setToNothing ? null : ratio(all);
        if (given != null && given.limit() != Amount.NONE) {
            return withDefault(least, max, given, ratio);
        }
        long limit = Math.min(roundedUp(laterLimits.get(laterLimits.size() / 2), step), node);
        if (ratio != null) {
            limit = Math.min(limit, (long) (request * ratio));
        }
        return new Bounds(least, Math.max(max, request), request, Math.max(limit, request), ratio);
    }

    /** What is given is let in, too, whoever lives by it. */
    private static Bounds withDefault(long least, long max, Given given, @Nullable Double ratio) {
        long most = Math.max(max, given.limit());
        Double wider =
                ratio == null
                        ? null
                        : Math.max(ratio, Math.ceil((double) given.limit() / given.request()));
        return new Bounds(
                least,
                most,
                given.request(),
                given.limit(),
                // a ratio that the bounds do not allow is none that the API server takes
                wider == null || wider * least > most ? null : wider);
    }

    private boolean hasQuotas() {
        return !(facts.quotas().isEmpty() && facts.shared().isEmpty());
    }

    /**
     * What the LimitRanges that there are give to containers that say nothing; null for nothing.
     * One may give a request and another a limit below it, which no LimitRange may do itself.
     */
    private @Nullable Given given(Kind kind) {
        OptionalLong limit = given(kind, LimitRangeState.Item::defaultLimit);
        OptionalLong request = given(kind, LimitRangeState.Item::defaultRequest);
        if (limit.isEmpty()) {
            return request.isEmpty() ? null : new Given(request.getAsLong(), Amount.NONE);
        }
        return new Given(
                Math.min(request.orElse(limit.getAsLong()), limit.getAsLong()), limit.getAsLong());
    }

    /** By the first of them, as plans take it. */
    private OptionalLong given(Kind kind, Function<LimitRangeState.Item, Resources> defaults) {
        return facts.limitRanges().stream()
                .sorted(Comparator.comparing(LimitRangeState::name))
                .flatMap(limitRange -> limitRange.items().stream())
                .filter(item -> item.type().equals("Container"))
                .map(item -> kind.of(defaults.apply(item)))
                .flatMap(Stream::ofNullable)
                .mapToLong(Quantity::units)
                .findFirst();
    }

    private static List<PodState> held(Member member) {
        Member.Held held = member.held();
        return held == null
                ? List.of()
                : member.pods().stream().filter(pod -> held.pods().contains(pod.name())).toList();
    }

    private static Given grown(Given given, double growth) {
        return new Given(
                (long) (request(given) * growth),
                given.limit() == Amount.NONE ? Amount.NONE : (long) (given.limit() * growth));
    }

    /** Who says a limit alone requests as much. */
    private static long request(Given given) {
        return given.request() > 0 ? given.request() : Math.max(given.limit(), 0);
    }

    private static List<Long> positive(List<Given> all, ToLongFunction<Given> amount) {
        return all.stream().mapToLong(amount).filter(each -> each > 0).sorted().boxed().toList();
    }

    private static double ratio(List<Given> all) {
        return Math.ceil(
                all.stream()
                        .mapToDouble(each -> (double) each.limit() / request(each))
                        .max()
                        .orElse(1));
    }

    private static long roundedUp(long amount, long step) {
        return Math.ceilDiv(amount, step) * step;
    }

    /** What the largest has for pods, in whole steps; more than anything where none is known. */
    private long largestNode(Kind kind, long step) {
        long largest = 0;
        for (Resources node : facts.nodes()) {
            Quantity<?> amount = kind.of(node);
            largest = Math.max(largest, amount == null ? 0 : amount.units());
        }
        return (largest < step ? Long.MAX_VALUE : largest) / step * step;
    }
}
