package io.headroom.collector.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.headroom.collector.publish.Published;
import io.headroom.model.cluster.ClusterEntry;
import io.headroom.model.inventory.InventoryEntry;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one kind of state on its topic equal to the objects of one resource. After the first full
 * list, whatever else of that kind is there is removed: it went while nobody watched.
 */
final class StateOf<T extends HasMetadata, E> implements Watched.Receiver<T> {
    private final Function<T, Optional<? extends E>> state;
    private final BiFunction<String, String, String> key;
    private final Consumer<E> put;
    private final Consumer<String> remove;
    private final Consumer<Set<String>> removeOthers;
    private @Nullable Set<String> firstList = new HashSet<>();

    private StateOf(
            Function<T, Optional<? extends E>> state,
            BiFunction<String, String, String> key,
            Consumer<E> put,
            Consumer<String> remove,
            Consumer<Set<String>> removeOthers) {
        this.state = state;
        this.key = key;
        this.put = put;
        this.remove = remove;
        this.removeOthers = removeOthers;
    }

    static <T extends HasMetadata> StateOf<T, InventoryEntry> inventory(
            Published published,
            Function<T, Optional<? extends InventoryEntry>> state,
            BiFunction<String, String, String> key,
            Predicate<InventoryEntry> ofThisKind) {
        return new StateOf<>(
                state,
                key,
                published::inventory,
                published::inventoryGone,
                live ->
                        published.removeInventory(
                                entry -> ofThisKind.test(entry) && !live.contains(entry.key())));
    }

    static <T extends HasMetadata> StateOf<T, ClusterEntry> cluster(
            Published published,
            Function<T, ? extends ClusterEntry> state,
            BiFunction<String, String, String> key,
            Predicate<ClusterEntry> ofThisKind) {
        return new StateOf<>(
                object -> Optional.of(state.apply(object)),
                key,
                published::cluster,
                published::clusterGone,
                live ->
                        published.removeCluster(
                                entry -> ofThisKind.test(entry) && !live.contains(entry.key())));
    }

    @Override
    public void put(T object, Instant now) {
        var metadata = object.getMetadata();
        String namespace = metadata.getNamespace() == null ? "" : metadata.getNamespace();
        String itsKey = key.apply(namespace, metadata.getName());
        if (firstList != null) {
            firstList.add(itsKey);
        }
        Optional<? extends E> entry = state.apply(object);
        if (entry.isPresent()) {
            put.accept(entry.get());
        } else {
            remove.accept(itsKey);
        }
    }

    @Override
    public void gone(String namespace, String name, @Nullable String uid, Instant now) {
        String itsKey = key.apply(namespace, name);
        if (firstList != null) {
            firstList.remove(itsKey);
        }
        remove.accept(itsKey);
    }

    @Override
    public void listed(Instant now) {
        if (firstList != null) {
            removeOthers.accept(firstList);
            firstList = null;
        }
    }
}
