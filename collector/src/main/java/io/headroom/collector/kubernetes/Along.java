package io.headroom.collector.kubernetes;

import java.time.Instant;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Lets another know of each object as well, before the receiver takes it in. */
record Along<T>(BiConsumer<T, Instant> put, Gone gone, Watched.Receiver<T> receiver)
        implements Watched.Receiver<T> {

    /** An object is no longer there. */
    @FunctionalInterface
    interface Gone {
        void gone(String namespace, String name, @Nullable String uid);
    }

    @Override
    public void listing() {
        receiver.listing();
    }

    @Override
    public void put(T object, Instant now) {
        put.accept(object, now);
        receiver.put(object, now);
    }

    @Override
    public void gone(String namespace, String name, @Nullable String uid, Instant now) {
        gone.gone(namespace, name, uid);
        receiver.gone(namespace, name, uid, now);
    }

    @Override
    public void listed(Instant now) {
        receiver.listed(now);
    }
}
