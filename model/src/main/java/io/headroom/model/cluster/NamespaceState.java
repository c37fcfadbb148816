package io.headroom.model.cluster;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.headroom.model.topic.Keys;
import java.util.Map;

/**
 * A namespace. Key: {@code /namespace/NAME}.
 *
 * @param annotations those whose name starts with {@code headroom.}
 * @param terminating whether it is being deleted, so that nothing new is let in
 */
public record NamespaceState(
        String name,
        String uid,
        Map<String, String> annotations,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean terminating)
        implements ClusterEntry {

    public NamespaceState {
        annotations = Map.copyOf(annotations);
    }

    /** One that stays. */
    public NamespaceState(String name, String uid, Map<String, String> annotations) {
        this(name, uid, annotations, false);
    }

    @Override
    public String key() {
        return Keys.namespace(name);
    }
}
