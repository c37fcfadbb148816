package io.headroom.recommender.needs;

import io.headroom.model.ContainerSpec;
import io.headroom.model.ContainerTraits;
import io.headroom.recommender.size.LimitPolicy;
import io.headroom.recommender.size.PodShape;
import java.util.Optional;
import java.util.function.Function;

/**
 * Why the file pages of a container count as a need. Those that the kernel can take back do not;
 * but what is shared memory looks like one of them, and a limit must hold it.
 *
 * @param asked whether somebody asked for them to count
 */
public record PageCaches(boolean asked, LimitPolicy limits, PodShape shape)
        implements Function<String, Optional<String>> {

    @Override
    public Optional<String> apply(String container) {
        ContainerTraits said =
                shape.containers().stream()
                        .filter(each -> each.name().equals(container))
                        .findFirst()
                        .map(ContainerSpec::said)
                        .orElse(ContainerTraits.NONE);
        if (asked) {
            return Optional.of("page-cache=count asks for that");
        }
        if (Boolean.TRUE.equals(said.memoryVolume())) {
            return Optional.of("it mounts a volume that is kept in memory");
        }
        if (Images.usesSharedMemory(said.image())) {
            return Optional.of("by its image, its buffers are shared memory");
        }
        return limits.memoryLimitGoesWithRequest(shape.containers())
                ? Optional.of("its memory limit goes with the request")
                : Optional.empty();
    }
}
