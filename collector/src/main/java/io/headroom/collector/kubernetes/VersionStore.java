package io.headroom.collector.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an informer must remember to tell new from known: of each object its name, UID and version.
 * What it gives back are objects with nothing else in them; everything that matters of the whole
 * ones has been taken by then.
 */
final class VersionStore<T extends HasMetadata> implements ItemStore<T> {
    private final Map<String, Version> versions = new ConcurrentHashMap<>();
    private final Supplier<T> empty;

    VersionStore(Supplier<T> empty) {
        this.empty = empty;
    }

    private record Version(String uid, String resourceVersion) {}

    @Override
    public String getKey(T object) {
        ObjectMeta metadata = object.getMetadata();
        String namespace = metadata.getNamespace();
        return namespace == null || namespace.isEmpty()
                ? metadata.getName()
                : namespace + '/' + metadata.getName();
    }

    @Override
    public @Nullable T put(String key, T object) {
        ObjectMeta metadata = object.getMetadata();
        return restore(
                key,
                versions.put(key, new Version(metadata.getUid(), metadata.getResourceVersion())));
    }

    @Override
    public @Nullable T remove(String key) {
        return restore(key, versions.remove(key));
    }

    @Override
    public Stream<String> keySet() {
        return versions.keySet().stream();
    }

    @Override
    public Stream<T> values() {
        return versions.entrySet().stream()
                .map(entry -> restored(entry.getKey(), entry.getValue()));
    }

    @Override
    public @Nullable T get(String key) {
        return restore(key, versions.get(key));
    }

    @Override
    public int size() {
        return versions.size();
    }

    /** So that the informer hands on each object while it has it. */
    @Override
    public boolean isFullState() {
        return false;
    }

    private @Nullable T restore(String key, @Nullable Version version) {
        return version == null ? null : restored(key, version);
    }

    private T restored(String key, Version version) {
        T object = empty.get();
        ObjectMeta metadata = new ObjectMeta();
        int slash = key.indexOf('/');
        if (slash >= 0) {
            metadata.setNamespace(key.substring(0, slash));
        }
        metadata.setName(key.substring(slash + 1));
        metadata.setUid(version.uid());
        metadata.setResourceVersion(version.resourceVersion());
        object.setMetadata(metadata);
        return object;
    }
}
