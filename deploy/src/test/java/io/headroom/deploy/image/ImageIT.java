package io.headroom.deploy.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.topic.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
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

    @Test
    void recommendsForTheSimulatedClusterFromAReadOnlyRoot() throws IOException {
        Image.Answer answer =
                image().run(
                                Duration.ofMinutes(10),
                                "demo",
                                "--once",
                                "--output",
                                "json",
                                "--rest.port=0");

        assertThat(answer.exitCode()).as(answer.error()).isZero();
        assertThat(Json.mapper().readTree(answer.output()).get("recommendations").size())
                .isGreaterThanOrEqualTo(12);
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
