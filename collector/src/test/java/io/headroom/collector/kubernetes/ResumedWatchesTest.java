package io.headroom.collector.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

class ResumedWatchesTest {
    private static final Resource REPLICA_SETS = new Resource("replicasets", "apps");
    private static final String PODS = "wss://127.0.0.1:6443/api/v1/pods?";
    private static final String REPLICA_SETS_URL = "wss://127.0.0.1:6443/apis/apps/v1/replicasets?";

    private final ResumedWatches pods =
            new ResumedWatches(resource -> resource.equals(new Resource("pods", "")));

    @Test
    void aWatchThatWasCutOffAsksForChangesOnly() {
        assertThat(
                        resumed(
                                PODS
                                        + "allowWatchBookmarks=true&resourceVersion=42"
                                        + "&resourceVersionMatch=NotOlderThan"
                                        + "&sendInitialEvents=true&watch=true"))
                .isEqualTo(PODS + "allowWatchBookmarks=true&resourceVersion=42&watch=true");
    }

    @Test
    void theFirstTimeItAsksForAll() {
        unchanged(PODS + "resourceVersionMatch=NotOlderThan&sendInitialEvents=true&watch=true");
        unchanged(PODS + "resourceVersion=&sendInitialEvents=true&watch=true");
        unchanged(PODS + "resourceVersion=0&sendInitialEvents=true&watch=true");
    }

    @Test
    void aListThatWasCutOffIsReadAgain() {
        unchanged(REPLICA_SETS_URL + "resourceVersion=42&sendInitialEvents=true&watch=true");
        ResumedWatches listed = new ResumedWatches(REPLICA_SETS::equals);
        assertThat(
                        listed.resumed(
                                URI.create(
                                        REPLICA_SETS_URL
                                                + "resourceVersion=42&sendInitialEvents=true")))
                .hasToString(REPLICA_SETS_URL + "resourceVersion=42");
    }

    @Test
    void anyOtherRequestStaysAsItIs() {
        unchanged("https://127.0.0.1:6443/api/v1/pods");
        unchanged(PODS + "resourceVersion=42&watch=true");
        unchanged("https://127.0.0.1:6443/");
    }

    private void unchanged(String url) {
        assertThat(resumed(url)).isEqualTo(url);
    }

    private String resumed(String url) {
        return pods.resumed(URI.create(url)).toString();
    }
}
