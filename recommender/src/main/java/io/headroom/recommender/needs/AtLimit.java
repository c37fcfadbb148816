package io.headroom.recommender.needs;

import io.headroom.model.Resources;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Ring;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Needs;
import io.headroom.model.recommendation.Reason;
import io.headroom.recommender.size.headroom.Risk;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Use that its limit, or a full node, held down: it is the least that the demand can be, and the
 * demand itself is not known. Pure.
 */
final class AtLimit {
    /** As near as this to its limit a container is at it: the scale of usage rounds up by 6 %. */
    private static final double NEAR = 0.95;

    /** Half an hour of windows. */
    private static final int FEW_WINDOWS = 6;

    /** The share of windows at the limit that risk bears at a price of 1. */
    private static final double BORNE = 1.1;

    /** Where nobody tells how much more was wanted: what the upstream VPA adds after a kill. */
    private static final double STEP = 0.2;

    /** Who waits for less than this part of what is requested hardly waits. */
    private static final double HARDLY = 0.1;

    private static final int WEEK_HOURS = 7 * 24;

    private AtLimit() {}

    /**
     * Raises the target to what was seen and something beyond, where the use was held down.
     *
     * @param strategy the name of the one that gave the target
     * @param raises whether its targets are to be raised; else it is said alone
     */
    static ContainerRecommendation apply(
            ContainerRecommendation container,
            ContainerProfile profile,
            Risk risk,
            String strategy,
            boolean raises) {
        if (!(container.advice() instanceof Advice.Resize resize)
                || resize.target().cpu() == null) {
            return container;
        }
        Cpu target = resize.target().cpu();
        Cpu limit = container.limits().cpu();
        HeldBack heldBack = HeldBack.of(profile.known().heldBackByHour());
        double ratio = limit == null ? 0 : ratioAt(limit.cores(), profile.cpuHottest());
        boolean atLimit = ratio >= BORNE / risk.price();
        boolean waits = heldBack != null && heldBack.usual() >= HARDLY * target.cores();
        if (!atLimit && !waits) {
            return container;
        }
        double beyond =
                atLimit && limit != null
                        ? limit.cores() + more(limit.cores(), heldBack)
                        : target.cores()
                                + Math.min(heldBack == null ? 0 : heldBack.usual(), target.cores());
        Cpu wanted = new Cpu((long) Math.ceil(beyond * 1_000 - 1e-9));
        boolean raised = raises && target.isLessThan(wanted);
        return container
                .with(
                        (raised ? raised(resize, wanted) : resize)
                                .because(
                                        Reason.Code.AT_LIMIT,
                                        seen(atLimit ? limit : null, ratio, heldBack)
                                                + (raises
                                                        ? raised
                                                                ? "so CPU is raised from %s to %s"
                                                                        .formatted(target, wanted)
                                                                : "and the target is beyond that"
                                                        : "which the strategy %s does not look at"
                                                                .formatted(strategy))))
                .needing(
                        container
                                .found()
                                .with(
                                        new Needs.AtLimit(
                                                Math.round(ratio * 10_000) / 10_000.0,
                                                limit == null ? null : limit.millicores(),
                                                heldBack == null
                                                        ? null
                                                        : Math.round(heldBack.most() * 1_000))));
    }

    private static double more(double limitCores, @Nullable HeldBack heldBack) {
        return heldBack == null ? STEP * limitCores : Math.min(heldBack.most(), limitCores);
    }

    private static Advice.Resize raised(Advice.Resize resize, Cpu wanted) {
        Cpu upper = resize.upperBound().cpu();
        return new Advice.Resize(
                new Resources(wanted, resize.target().memory()),
                resize.lowerBound(),
                new Resources(
                        upper == null || upper.isLessThan(wanted) ? wanted : upper,
                        resize.upperBound().memory()),
                resize.uncappedTarget(),
                resize.confidence(),
                resize.samples(),
                resize.reasons());
    }

    private static String seen(@Nullable Cpu limit, double ratio, @Nullable HeldBack heldBack) {
        String where =
                limit == null
                        ? "waited for CPU"
                        : String.format(
                                Locale.ROOT,
                                "at its CPU limit of %s in %.1f %% of the windows",
                                limit,
                                100 * ratio);
        return heldBack == null
                ? where + ": what it would use beyond is not known, "
                : String.format(
                        Locale.ROOT,
                        "%s, and would have used up to %s more: ",
                        where,
                        new Cpu(Math.round(heldBack.most() * 1_000)));
    }

    /** The share of the known windows in which it was at this limit; 0 for a few of them. */
    private static double ratioAt(double limitCores, Ring hottest) {
        if (limitCores <= 0) {
            return 0;
        }
        double[] amounts = hottest.amounts(ByteScale.CPU_CORES).toArray();
        long at = Arrays.stream(amounts).filter(cores -> cores >= NEAR * limitCores).count();
        return at < FEW_WINDOWS ? 0 : (double) at / amounts.length;
    }

    /**
     * How much more CPU would have been used in the hours of a week, in cores.
     *
     * @param most of any of them
     * @param usual what nine of ten hours do not pass
     */
    private record HeldBack(double most, double usual) {

        static @Nullable HeldBack of(@Nullable Ring byHour) {
            if (byHour == null || byHour.known() == 0) {
                return null;
            }
            double[] all = byHour.amounts(ByteScale.CPU_CORES).toArray();
            double[] week =
                    Arrays.copyOfRange(all, Math.max(0, all.length - WEEK_HOURS), all.length);
            Arrays.sort(week);
            return new HeldBack(week[week.length - 1], week[Math.ceilDiv(week.length * 9, 10) - 1]);
        }
    }
}
