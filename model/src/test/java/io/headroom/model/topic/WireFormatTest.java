package io.headroom.model.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.model.assessment.Assessment;
import io.headroom.model.assessment.IncidentEntry;
import io.headroom.model.cluster.ClusterEntry;
import io.headroom.model.inventory.InventoryEntry;
import io.headroom.model.lifecycle.LifecycleFact;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.topic.GoldenRecords.Golden;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is on the topics, byte for byte: one file for each kind of record of each schema version.
 * Files of older versions stay, and must be readable for ever.
 */
class WireFormatTest {

    /** Objects whose fields are entries of a map, so that one more is not unknown but data. */
    private static final Set<String> MAPS =
            Set.of(
                    "annotations",
                    "extended",
                    "labels",
                    "hard",
                    "used",
                    "usedIn",
                    "specHard",
                    "weights",
                    "maxLimitRequestRatio",
                    "oomKilledAt");

    /** Those of a map by resource. */
    private static final Set<String> RESOURCES =
            Set.of("cpu", "memory", "storage", "ephemeral-storage");

    @ParameterizedTest
    @MethodSource("writtenRecords")
    void aRecordIsWrittenAsItsFileSays(Golden<?> golden) {
        assertThat(new String(golden.encoded(), UTF_8)).isEqualTo(text(golden));
    }

    @ParameterizedTest
    @MethodSource("goldenRecords")
    void aFileIsReadAsItsRecord(Golden<?> golden) {
        assertThat((Object) golden.decoded(text(golden).getBytes(UTF_8))).isEqualTo(golden.value());
    }

    @ParameterizedTest
    @MethodSource("goldenRecords")
    void fieldsOfLaterVersionsAreIgnored(Golden<?> golden) {
        JsonNode tree = Json.mapper().readTree(text(golden));
        addUnknown(tree);
        assertThat((Object) golden.decoded(Json.mapper().writeValueAsBytes(tree)))
                .isEqualTo(golden.value());
    }

    @Test
    void everyFileBelongsToARecord() throws IOException {
        try (Stream<Path> files = Files.walk(folder())) {
            Set<String> names =
                    files.filter(Files::isRegularFile)
                            .map(file -> folder().relativize(file).toString())
                            .collect(Collectors.toSet());
            assertThat(names)
                    .containsExactlyInAnyOrderElementsOf(
                            GoldenRecords.all().stream()
                                    .map(golden -> golden.name() + ".json")
                                    .toList());
        }
    }

    @ParameterizedTest
    @MethodSource("sealedTypes")
    void everyKindOfRecordHasAFile(Class<?> sealed) {
        assertThat(GoldenRecords.all().stream().map(golden -> golden.value().getClass().getName()))
                .containsAll(
                        Arrays.stream(sealed.getPermittedSubclasses())
                                .map(Class::getName)
                                .toList());
    }

    @Test
    void everyKindOfAdviceHasAFile() {
        String all =
                GoldenRecords.all().stream()
                        .map(WireFormatTest::text)
                        .collect(Collectors.joining());
        assertThat(Arrays.stream(Advice.class.getPermittedSubclasses()))
                .allMatch(type -> all.contains("\"type\":\"" + simpleName(type) + '"'));
    }

    @Test
    void newerSchemasAreRefusedWithBothVersions() {
        RecordCodec<ClusterEntry> codec = new RecordCodec<>(ClusterEntry.class);
        Headers headers = new RecordHeaders();
        headers.add(RecordCodec.SCHEMA_HEADER, "2".getBytes(UTF_8));
        assertThatThrownBy(() -> codec.decode(headers, "{}".getBytes(UTF_8)))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessage(
                        "schema 2 is newer than 1, the newest that this version of Headroom"
                                + " reads");
    }

    @Test
    void recordsOfThisVersionAreReadAndStampedOnce() {
        RecordCodec<ClusterEntry> codec = new RecordCodec<>(ClusterEntry.class);
        ClusterEntry node =
                (ClusterEntry)
                        GoldenRecords.all().stream()
                                .filter(golden -> golden.name().equals("cluster/node"))
                                .findFirst()
                                .orElseThrow()
                                .value();
        var sent = codec.record("headroom.cluster", node.key(), node);
        RecordCodec.stamp(sent.headers());
        assertThat(sent.headers().headers(RecordCodec.SCHEMA_HEADER)).hasSize(1);
        assertThat(codec.decode(sent.headers(), sent.value())).isEqualTo(node);
        assertThat(codec.record("headroom.cluster", node.key(), null).value()).isNull();
    }

    @ParameterizedTest
    @MethodSource("notRecords")
    void whatIsNoRecordIsUnreadable(String bytes) {
        assertThatThrownBy(
                        () -> new RecordCodec<>(ClusterEntry.class).decode(bytes.getBytes(UTF_8)))
                .isInstanceOf(UnreadableRecordException.class);
    }

    static List<Golden<?>> goldenRecords() {
        return GoldenRecords.all();
    }

    static List<Golden<?>> writtenRecords() {
        return GoldenRecords.all().stream().filter(Golden::written).toList();
    }

    static List<Class<?>> sealedTypes() {
        return List.of(
                LifecycleFact.class,
                InventoryEntry.class,
                ClusterEntry.class,
                Assessment.class,
                IncidentEntry.class);
    }

    static List<String> notRecords() {
        return List.of(
                "",
                "null",
                "{",
                "[]",
                "\"node\"",
                "{\"type\":\"no such type\"}",
                "{\"type\":\"node\",\"capacity\":{\"cpuMillicores\":-1}}",
                "\u0000\u0001\u0002");
    }

    private static void addUnknown(JsonNode node) {
        node.properties()
                .forEach(field -> {
                    if (!MAPS.contains(field.getKey()) && !isByResource(field.getValue())) {
                        addUnknown(field.getValue());
                    }
                });
        if (node.isArray()) {
            node.forEach(WireFormatTest::addUnknown);
        }
        if (node instanceof ObjectNode object) {
            object.putObject("addedLater").putArray("with").add(1).addNull();
        }
    }

    /** Whether the fields of an object are names of resources, not those of a record. */
    private static boolean isByResource(JsonNode node) {
        return !node.isEmpty() && RESOURCES.containsAll(node.propertyNames());
    }

    private static String text(Golden<?> golden) {
        try {
            return Files.readString(folder().resolve(golden.name() + ".json")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path folder() {
        try {
            return Path.of(
                    Objects.requireNonNull(WireFormatTest.class.getResource("/schema-1")).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String simpleName(Class<?> type) {
        return type.getSimpleName().toLowerCase(Locale.ROOT);
    }
}
