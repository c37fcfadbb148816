package io.headroom.analyzer.restarts;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.assessment.Classification;
import io.headroom.model.assessment.Outcome;
import io.headroom.model.lifecycle.LifecycleFact;
import io.headroom.model.topic.Json;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Cases as a user would send them: {@code shown} is what stands on the lifecycle topic, in order,
 * and {@code answer} what is to be said of it, each thing by its id. Every file in the folder is a
 * case; one that is none fails.
 */
class CorpusTest {

    /** A case; an answer that is mistyped matches nothing that is said. */
    record Case(String about, List<LifecycleFact> shown, Map<String, Answer> answer) {}

    /**
     * What is to be said of one thing.
     *
     * @param recoverySeconds null when it does not heal
     */
    record Answer(
            String type,
            String row,
            String incidentClass,
            String confidence,
            boolean planned,
            @Nullable String detail,
            String outcome,
            @Nullable Long recoverySeconds) {

        static Answer of(String type, Classification why, Outcome outcome) {
            Duration recovery = outcome.recovery();
            return new Answer(
                    type,
                    why.row(),
                    why.kind().label(),
                    why.confidence().label(),
                    why.planned(),
                    why.detail(),
                    outcome.state().label(),
                    recovery == null ? null : recovery.toSeconds());
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void saysWhatTheCaseAsksFor(Path file) throws IOException {
        Case asked = Json.mapper().readValue(Files.readString(file), Case.class);
        assertThat(asked.about()).isNotBlank();
        assertThat(asked.shown()).isNotEmpty();
        Watcher watcher = new Watcher();
        asked.shown().forEach(watcher::tell);
        Map<String, Answer> said = new TreeMap<>();
        watcher.restarts
                .values()
                .forEach(each ->
                        said.put(
                                each.id(),
                                Answer.of("restart", Watcher.why(each), Watcher.outcome(each))));
        watcher.disruptions
                .values()
                .forEach(each ->
                        said.put(
                                each.id(),
                                Answer.of("disruption", each.classification(), each.outcome())));
        assertThat(said).isEqualTo(new TreeMap<>(asked.answer()));
        assertThat(watcher.records).isEqualTo(watcher.increases);
        assertThat(watcher.incidents.values())
                .allSatisfy(incident ->
                        assertThat(incident.restarts() + incident.disruptions()).isPositive());
    }

    @Test
    void thereAreCases() throws IOException {
        assertThat(files()).hasSizeGreaterThan(5);
    }

    @Test
    void aFileThatIsNoCaseIsFound() throws IOException {
        assertThat(files()).allMatch(file -> file.toString().endsWith(".json"));
    }

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder())) {
            return files.filter(Files::isRegularFile).sorted(Comparator.naturalOrder()).toList();
        }
    }

    private static Path folder() {
        try {
            return Path.of(Objects.requireNonNull(CorpusTest.class.getResource("corpus")).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
