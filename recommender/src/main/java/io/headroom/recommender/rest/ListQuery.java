package io.headroom.recommender.rest;

import io.headroom.recommender.output.Output;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a request for a list asks for.
 *
 * @param namespace only of this one; null for all
 * @param limit the most items in one answer
 * @param after the key of the last item of the page before; null for the first page
 */
record ListQuery(@Nullable String namespace, int limit, @Nullable String after) {
    static final int DEFAULT_LIMIT = 500;
    static final int MAX_LIMIT = 5_000;

    private static final String NAMESPACE = "namespace";
    private static final String LIMIT = "limit";
    static final String CONTINUE = "continue";

    /** Parameters of lists whose items belong to a namespace. */
    static final Set<String> NAMESPACED = Set.of(NAMESPACE, LIMIT, CONTINUE);

    /** Parameters of lists that may be asked for in another form, too. */
    private static final Set<String> FORMATTED = Set.of(NAMESPACE, LIMIT, CONTINUE, Forms.FORMAT);

    /** The label by which nodes are grouped. */
    static final String POOL = "pool";

    /** Parameters of the list of nodes. */
    static final Set<String> NODES = Set.of(POOL, LIMIT, CONTINUE);

    /** Parameters of other lists. */
    static final Set<String> CLUSTER_WIDE = Set.of(LIMIT, CONTINUE);

    /** Of a list that is JSON. */
    static ListQuery of(MultiMap parameters, Set<String> allowed) {
        return of(parameters, allowed, DEFAULT_LIMIT);
    }

    /**
     * Of a list in a form of its own: what goes into a file or to kubectl is wanted whole, JSON is
     * read page by page.
     */
    static ListQuery of(MultiMap parameters, Output form) {
        return of(parameters, FORMATTED, form == Output.JSON ? DEFAULT_LIMIT : MAX_LIMIT);
    }

    private static ListQuery of(MultiMap parameters, Set<String> allowed, int byDefault) {
        rejectUnknown(parameters, allowed);
        String token = parameters.get(CONTINUE);
        String namespace = parameters.get(NAMESPACE);
        if (namespace != null && namespace.isEmpty()) {
            throw RequestException.badRequest(NAMESPACE + " must not be empty");
        }
        return new ListQuery(
                namespace,
                limit(parameters.get(LIMIT), byDefault),
                token == null ? null : decode(token));
    }

    /** Refuses parameters that would otherwise be ignored, and those given twice. */
    static void rejectUnknown(MultiMap parameters, Set<String> allowed) {
        for (String name : parameters.names()) {
            if (!allowed.contains(name)) {
                throw RequestException.badRequest(
                        "no such parameter: "
                                + name
                                + (allowed.isEmpty()
                                        ? "; there are none here"
                                        : "; there are "
                                                + String.join(
                                                        ", ", allowed.stream().sorted().toList())));
            }
            if (parameters.getAll(name).size() > 1) {
                throw RequestException.badRequest(name + " is given more than once");
            }
        }
    }

    /**
     * The page of {@code all} that is asked for, items that are gone meanwhile left out.
     *
     * @param key an item's key as text, in the order of the map
     * @param parse what {@code key} wrote
     */
    <K, V> Page<V> page(
            NavigableMap<K, ? extends V> all,
            Predicate<V> wanted,
            Function<K, String> key,
            Function<String, K> parse) {
        List<V> items = new ArrayList<>();
        K last = null;
        for (Map.Entry<K, ? extends V> entry : rest(all, parse).entrySet()) {
            if (!wanted.test(entry.getValue())) {
                continue;
            }
            if (items.size() == limit && last != null) {
                return new Page<>(items, encode(key.apply(last)));
            }
            items.add(entry.getValue());
            last = entry.getKey();
        }
        return new Page<>(items, null);
    }

    private <K, V> NavigableMap<K, V> rest(NavigableMap<K, V> all, Function<String, K> parse) {
        if (after == null) {
            return all;
        }
        try {
            return all.tailMap(parse.apply(after), false);
        } catch (IllegalArgumentException e) {
            throw invalidToken();
        }
    }

    boolean includes(String itemNamespace) {
        return namespace == null || namespace.equals(itemNamespace);
    }

    private static int limit(@Nullable String text, int byDefault) {
        if (text == null) {
            return byDefault;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MAX_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw RequestException.badRequest(
                LIMIT + " must be a number between 1 and " + MAX_LIMIT + ": " + text);
    }

    private static String encode(String key) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw invalidToken();
        }
    }

    private static RequestException invalidToken() {
        return RequestException.badRequest(
                CONTINUE + " must be what an answer to the same request gave");
    }

    /**
     * Some items of a list.
     *
     * @param next the token for the rest; null when there is none
     */
    record Page<V>(List<V> items, @Nullable String next) {}
}
