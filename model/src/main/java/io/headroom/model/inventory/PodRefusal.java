package io.headroom.model.inventory;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.headroom.model.WorkloadRef;
import io.headroom.model.topic.Keys;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The API server refuses to let pods of a workload in, by what their controller said last. It is
 * there as long as that holds. Key: {@code /refused/WORKLOAD}.
 *
 * @param quota the name of the quota that refuses; null where it is not one
 * @param resources the lines of the quota; empty where no line is named
 * @param note what the controller said
 * @param since when that was seen first
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PodRefusal(
        WorkloadRef workload,
        By by,
        @Nullable String quota,
        List<String> resources,
        String note,
        Instant since)
        implements InventoryEntry {

    public PodRefusal {
        resources = resources == null ? List.of() : List.copyOf(resources);
    }

    /** What refuses. The label is the word in answers and metrics. */
    public enum By {
        QUOTA("quota"),
        LIMIT_RANGE("limitrange"),
        /** Pod security, a webhook, a service account that is not there, and the like. */
        OTHER("other");

        private final String label;

        By(String label) {
            this.label = label;
        }

        @JsonValue
        public String label() {
            return label;
        }
    }

    @Override
    public String key() {
        return Keys.refusal(workload.key());
    }
}
