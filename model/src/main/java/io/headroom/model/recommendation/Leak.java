package io.headroom.model.recommendation;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.headroom.model.quantity.Memory;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Memory of a container that grows without end.
 *
 * @param perHour how fast it grows
 * @param since when the first life began that shows it, or the days of one
 * @param lives how many lives show it, the current one among them
 * @param needed what was in use at the most before it had grown
 * @param expectedKillAt when it reaches the limit in force if it goes on like this; null without a
 *     limit
 */
public record Leak(
        @JsonProperty("bytesPerHour") Memory perHour,
        Instant since,
        int lives,
        @JsonProperty("neededBytes") Memory needed,
        @Nullable Instant expectedKillAt) {}
