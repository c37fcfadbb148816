package io.headroom.deploy.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageIT {
    @TempDir private static @Nullable Path folder;

    private static @Nullable Image image;

    @BeforeAll
    static void unpack() throws IOException {
        need(
                Files.exists(Image.ARCHIVE),
                Image.ARCHIVE + " is missing: mvn verify makes it on Linux, without -Dimage.skip");
        need(
                "root".equals(System.getProperty("user.name")),
                "only root may give the image a root filesystem of its own");
        image = Image.unpack(Objects.requireNonNull(folder));
    }

    @Test
    void runsAsAUserWithoutRightsAndNamesItByNumber() {
        assertThat(image().user()).isEqualTo("65532:65532");
    }

    @Test
    void holdsOneJavaAndNoShell() {
        assertThat(image().root().resolve("opt/jre/bin/java")).isExecutable();
        assertThat(image().root().resolve("bin")).doesNotExist();
        assertThat(image().root().resolve("usr")).doesNotExist();
    }

    /** What is under the GPL-3.0 would put all of it under the GPL-3.0. */
    @Test
    void holdsNoSmile() throws IOException {
        try (Stream<Path> files = Files.walk(image().root().resolve("app"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .anyMatch(name -> name.startsWith("headroom-recommender"))
                    .noneMatch(name -> name.contains("smile"));
        }
    }

    @Test
    void runsHeadroomUnlessToldOtherwise() {
        assertThat(image().arguments()).containsExactly("run");
        assertThat(image().environment()).contains("HEADROOM_DATA_DIR=/var/lib/headroom");
    }

    @Test
    void saysItsVersionFromAReadOnlyRoot() throws IOException {
        Image.Answer answer = image().run(Duration.ofMinutes(1), "version");

        assertThat(answer.exitCode()).as(answer.error()).isZero();
        assertThat(answer.output()).contains("0.1.0");
    }

    /** The README shows the table of the first seed's cluster. */
    @Test
    void recommendsForAnotherSimulatedClusterFromAReadOnlyRoot() throws IOException {
        Image.Answer answer =
                image().run(Duration.ofMinutes(10), "demo", "--once", "--seed=2", "--rest.port=0");

        assertThat(answer.exitCode()).as(answer.error()).isZero();
        List<String> rows =
                answer.output().lines().takeWhile(Predicate.not(String::isBlank)).toList();
        assertThat(rows.getFirst()).startsWith("NAMESPACE WORKLOAD");
        assertThat(rows).hasSizeGreaterThan(12);
        assertThat(Files.readAllLines(Path.of("..", "README.md")))
                .contains(rows.getFirst())
                .as("another seed gives another answer")
                .doesNotContainSequence(rows);
    }

    /** An environment that cannot run this is a failure in CI, and elsewhere a reason to skip. */
    private static void need(boolean condition, String otherwise) {
        if ("true".equals(System.getenv("CI"))) {
            assertThat(condition).as(otherwise).isTrue();
        }
        Assumptions.assumeTrue(condition, otherwise);
    }

    private static Image image() {
        return Objects.requireNonNull(image);
    }
}
