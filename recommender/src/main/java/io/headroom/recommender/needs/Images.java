package io.headroom.recommender.needs;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an image's name says of what runs in it: a hint, and nothing more. */
final class Images {
    private static final Set<String> JVM =
            Set.of(
                    "activemq",
                    "cassandra",
                    "corretto",
                    "elasticsearch",
                    "flink",
                    "graalvm",
                    "hadoop",
                    "hazelcast",
                    "hbase",
                    "java",
                    "jboss",
                    "jenkins",
                    "jetty",
                    "kafka",
                    "keycloak",
                    "liberica",
                    "logstash",
                    "neo4j",
                    "nexus3",
                    "openjdk",
                    "opensearch",
                    "pulsar",
                    "semeru",
                    "solr",
                    "sonarqube",
                    "spark",
                    "temurin",
                    "tomcat",
                    "trino",
                    "wildfly",
                    "zookeeper",
                    "zulu");

    /** Written in something else, or compiled, though named after it. */
    private static final Set<String> NOT_JVM = Set.of("exporter", "native", "ui", "dashboards");

    /** Databases whose buffers are shared memory, which no source counts as resident. */
    private static final Set<String> SHARED_MEMORY =
            Set.of("postgres", "postgresql", "postgis", "timescaledb", "spilo", "db2", "hana");

    private Images() {}

    static boolean isJvm(@Nullable String image) {
        List<String> words = words(image);
        return words.stream().noneMatch(NOT_JVM::contains)
                && words.stream()
                        .anyMatch(word -> JVM.contains(word) || word.matches("(jdk|jre)\\d*"));
    }

    static boolean usesSharedMemory(@Nullable String image) {
        List<String> words = words(image);
        return !words.contains("exporter") && words.stream().anyMatch(SHARED_MEMORY::contains);
    }

    private static List<String> words(@Nullable String image) {
        if (image == null) {
            return List.of();
        }
        int slash = image.indexOf('/');
        // the first part is a registry where it may be one
        boolean registry = slash > 0 && image.substring(0, slash).matches(".*[.:].*|localhost");
        String name = registry ? image.substring(slash + 1) : image;
        int digest = name.indexOf('@');
        return Arrays.asList(
                (digest < 0 ? name : name.substring(0, digest))
                        .toLowerCase(Locale.ROOT)
                        .split("[^a-z0-9]+"));
    }
}
