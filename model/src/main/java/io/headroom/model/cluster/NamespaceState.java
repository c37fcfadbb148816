package io.headroom.model.cluster;

import io.headroom.model.topic.Keys;
import java.util.Map;

/**
 * A namespace. Key: {@code /namespace/NAME}.
 *
 * @param annotations those whose name starts with {@code headroom.}
 */
public record NamespaceState(String name, String uid, Map<String, String> annotations)
        implements ClusterEntry {

    public NamespaceState {
        annotations = Map.copyOf(annotations);
    }

    @Override
    public String key() {
        return Keys.namespace(name);
    }
}
