package io.headroom.collector.kubernetes;

import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.net.URI;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Lets a watch that was cut off go on from the version that it had come to. A watch that began with
 * a streamed list would ask for the whole list again each time, every few minutes as well as after
 * a failure; and what was deleted meanwhile would be missing from it without anybody noticing.
 */
final class ResumedWatches implements Interceptor {
    private final Predicate<Resource> listed;

    /**
     * @param listed whether the full list of a resource has been read, so that only changes matter
     */
    ResumedWatches(Predicate<Resource> listed) {
        this.listed = listed;
    }

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        builder.uri(resumed(request.uri()));
    }

    /** The same request without the list, where it has a version to go on from. */
    URI resumed(URI uri) {
        String query = uri.getRawQuery();
        if (query == null
                || !query.contains("sendInitialEvents=true")
                || !query.matches("(.*&)?resourceVersion=[1-9].*")
                || !listed.test(Resource.ofPath(uri.getPath()))) {
            return uri;
        }
        String changesOnly =
                Arrays.stream(query.split("&"))
                        .filter(each ->
                                !each.startsWith("sendInitialEvents=")
                                        && !each.startsWith("resourceVersionMatch="))
                        .collect(Collectors.joining("&"));
        return URI.create(uri.toString().replace(query, changesOnly));
    }
}
