package io.headroom.model.assessment;

import io.headroom.model.quantity.Cpu;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A container had all the CPU that its limit allows, or waited for CPU that others had. What it
 * used then is the least that it needs; at a limit nothing shows how much more it would have used.
 *
 * @param least the CPU it used then, and what it waited for where that is known
 * @param limit what held it back; null where it waited for others
 */
public record CpuShortage(Cpu least, @Nullable Cpu limit) {
    private static final double AT_LIMIT = 0.9;

    /** Who waits for less than this part of what it uses hardly waits. */
    private static final double HARDLY = 0.1;

    /**
     * Whether that was too little; empty when it was not.
     *
     * @param heldBackCores how much more would have been used; {@code NaN} where that is not known
     */
    public static Optional<CpuShortage> of(
            double cores, double heldBackCores, @Nullable Cpu limit) {
        if (limit != null && limit.millicores() > 0 && cores >= AT_LIMIT * limit.cores()) {
            return Optional.of(
                    new CpuShortage(
                            new Cpu(Math.min(limit.millicores(), Math.round(cores * 1_000))),
                            limit));
        }
        if (heldBackCores > 0 && heldBackCores >= HARDLY * cores) {
            return Optional.of(
                    new CpuShortage(new Cpu(Math.round((cores + heldBackCores) * 1_000)), null));
        }
        return Optional.empty();
    }

    /**
     * That it was too slow to answer a probe for want of it, as a sentence; null where no probe
     * killed it.
     */
    public @Nullable String starved(IncidentClass kind, Instant at) {
        String probe = probe(kind);
        if (probe == null) {
            return null;
        }
        String minute = at.truncatedTo(ChronoUnit.MINUTES).toString().replace(":00Z", "Z");
        return limit != null
                ? "the %s probe killed it at %s while its CPU was at the limit of %s: it needs at least %s, and nothing shows how much more"
                        .formatted(probe, minute, limit, least)
                : "the %s probe killed it at %s while it waited for CPU: with what it waited for it would have used %s"
                        .formatted(probe, minute, least);
    }

    /** Whether a container that ends so was killed by a probe, and may have been too slow. */
    public static boolean isProbes(IncidentClass kind) {
        return probe(kind) != null;
    }

    private static @Nullable String probe(IncidentClass kind) {
        return switch (kind) {
            case LIVENESS_KILL -> "liveness";
            case STARTUP_KILL -> "startup";
            default -> null;
        };
    }
}
