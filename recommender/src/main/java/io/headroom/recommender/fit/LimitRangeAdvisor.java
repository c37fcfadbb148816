package io.headroom.recommender.fit;

import io.headroom.model.Resources;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.quantity.Quantity;
import io.headroom.recommender.fit.Amount.Given;
import io.headroom.recommender.fit.Counted.Kind;
import io.headroom.recommender.fit.NamespacePlan.LimitRangeAdvice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a LimitRange for the containers of a namespace should say, so that it lets in all that is
 * advised and, where the need of pods grows, will be, and stops what is many times larger. A
 * maximum is advised only where every container has a limit already: it would give one to those
 * that have none.
 */
final class LimitRangeAdvisor {
    /** A container may be so many times as large as the largest, or as small as the smallest. */
    private static final double ROOM = 2;

    private static final long MEBI = 1L << 20;

    private LimitRangeAdvisor() {}

    /**
     * Null where there is no container.
     *
     * @param own which of those that are wanted are of the namespace
     */
    static @Nullable LimitRangeAdvice advise(
            List<Grant> wanted, List<Integer> own, Outlook outlook, List<Resources> nodes) {
        Bounds cpu = Bounds.of(wanted, own, outlook, Kind.CPU, largest(nodes, Kind.CPU));
        Bounds memory = Bounds.of(wanted, own, outlook, Kind.MEMORY, largest(nodes, Kind.MEMORY));
        if (cpu == null || memory == null) {
            return null;
        }
        Map<String, Double> ratios = new TreeMap<>();
        if (cpu.ratio() != null) {
            ratios.put("cpu", cpu.ratio());
        }
        if (memory.ratio() != null) {
            ratios.put("memory", memory.ratio());
        }
        return new LimitRangeAdvice(
                resources(cpu.min(), memory.min() / MEBI * MEBI),
                resources(cpu.max(), memory.max()),
                resources(cpu.request(), memory.request()),
                resources(cpu.limit(), memory.limit()),
                ratios);
    }

    private static Resources resources(long cpu, long memory) {
        return new Resources(
                cpu == Amount.NONE ? null : new Cpu(cpu),
                memory == Amount.NONE ? null : new Memory(memory).roundedUpTo(MEBI));
    }

    private static long largest(List<Resources> nodes, Kind kind) {
        long largest = 0;
        for (Resources node : nodes) {
            Quantity<?> amount = kind.of(node);
            largest = Math.max(largest, amount == null ? 0 : amount.units());
        }
        return largest == 0 ? Long.MAX_VALUE : largest;
    }

    /** One resource's; {@link Amount#NONE} for what is not advised. */
    private record Bounds(long min, long max, long request, long limit, @Nullable Double ratio) {

        static @Nullable Bounds of(
                List<Grant> wanted, List<Integer> own, Outlook outlook, Kind kind, long node) {
            List<Given> all = new ArrayList<>();
            List<Given> grown = new ArrayList<>();
            for (int member : own) {
                double growth = 1 + outlook.growthOfPod(member, kind);
                for (Given given : wanted.get(member).given(kind)) {
                    all.add(given);
                    grown.add(
                            new Given(
                                    (long) (given.request() * growth),
                                    given.limit() == Amount.NONE
                                            ? Amount.NONE
                                            : (long) (given.limit() * growth)));
                }
            }
            List<Long> requests = positive(all, Given::request);
            if (requests.isEmpty()) {
                return null;
            }
            List<Long> later = positive(grown, Given::request);
            List<Long> limits = positive(grown, Given::limit);
            boolean limited = limits.size() == all.size();
            long request = later.get(later.size() / 2);
            long most = limited ? Math.max(limits.getLast(), later.getLast()) : Amount.NONE;
            // beyond a node nothing runs, but what is there is let in
            long there =
                    Math.max(
                            positive(all, Given::limit).stream().reduce(0L, Math::max),
                            requests.getLast());
            return new Bounds(
                    Math.max((long) (requests.getFirst() / ROOM), 1),
                    limited ? Math.max(Math.min((long) (most * ROOM), node), there) : Amount.NONE,
                    request,
                    limited ? Math.max(limits.get(limits.size() / 2), request) : Amount.NONE,
                    limited ? ratio(all) : null);
        }

        private static List<Long> positive(List<Given> all, Function<Given, Long> amount) {
            return all.stream().map(amount).filter(each -> each > 0).sorted().toList();
        }

        private static double ratio(List<Given> all) {
            double most =
                    all.stream()
                            .filter(each -> each.request() > 0)
                            .mapToDouble(each -> (double) each.limit() / each.request())
                            .max()
                            .orElse(1);
            return Math.ceil(most);
        }
    }
}
