package io.headroom.recommender.fit;

import io.headroom.model.Resources;
import io.headroom.model.quantity.Quantity;
import io.headroom.recommender.fit.Amount.Given;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What quotas count of pods and plans can cut. */
public enum Counted {
    REQUESTS_CPU(Kind.CPU, false),
    REQUESTS_MEMORY(Kind.MEMORY, false),
    LIMITS_CPU(Kind.CPU, true),
    LIMITS_MEMORY(Kind.MEMORY, true);

    private final Kind kind;
    private final boolean limits;

    Counted(Kind kind, boolean limits) {
        this.kind = kind;
        this.limits = limits;
    }

    /** A resource that containers request and are limited in. */
    enum Kind {
        CPU("cpu") {
            @Override
            Amount of(Want want) {
                return want.cpu();
            }

            @Override
            @Nullable Quantity<?> of(Resources resources) {
                return resources.cpu();
            }
        },
        MEMORY("memory") {
            @Override
            Amount of(Want want) {
                return want.memory();
            }

            @Override
            @Nullable Quantity<?> of(Resources resources) {
                return resources.memory();
            }
        };

        private final String resourceName;

        Kind(String resourceName) {
            this.resourceName = resourceName;
        }

        abstract Amount of(Want want);

        abstract @Nullable Quantity<?> of(Resources resources);

        /** Its name in Kubernetes. */
        String resourceName() {
            return resourceName;
        }
    }

    /** Whether a quota's line is in cores: devices may have names that end like it. */
    static boolean isCpu(String resource) {
        return of(resource).filter(each -> each.kind() == Kind.CPU).isPresent();
    }

    /** By the name that a quota has for it; {@code cpu} and {@code memory} mean requests. */
    static Optional<Counted> of(String resource) {
        return Optional.ofNullable(
                switch (resource) {
                    case "cpu", "requests.cpu" -> REQUESTS_CPU;
                    case "memory", "requests.memory" -> REQUESTS_MEMORY;
                    case "limits.cpu" -> LIMITS_CPU;
                    case "limits.memory" -> LIMITS_MEMORY;
                    default -> null;
                });
    }

    Kind kind() {
        return kind;
    }

    static Counted of(Kind kind, boolean limits) {
        return switch (kind) {
            case CPU -> limits ? LIMITS_CPU : REQUESTS_CPU;
            case MEMORY -> limits ? LIMITS_MEMORY : REQUESTS_MEMORY;
        };
    }

    boolean limits() {
        return limits;
    }

    /**
     * What a pod counts for: the larger of what its long-running containers come to and of what it
     * takes to start it, and its overhead; of limits only where there are any.
     *
     * @param given to each container
     */
    long ofPod(List<Want> containers, List<Given> given, long overhead) {
        long running = 0;
        long sidecars = 0;
        long starting = 0;
        for (int index = 0; index < given.size(); index++) {
            Given amounts = given.get(index);
            long own = Math.max(limits ? amounts.limit() : amounts.request(), 0);
            switch (containers.get(index).type()) {
                case APP -> running += own;
                case SIDECAR -> {
                    running += own;
                    sidecars += own;
                    starting = Math.max(starting, sidecars);
                }
                case INIT -> starting = Math.max(starting, sidecars + own);
                case EPHEMERAL -> {}
            }
        }
        long most = Math.max(running, starting);
        return limits && most == 0 ? 0 : most + overhead;
    }
}
