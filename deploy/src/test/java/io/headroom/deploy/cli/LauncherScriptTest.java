package io.headroom.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.deploy.cluster.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script that starts Headroom, in a checkout of its own with a Java that says its arguments.
 */
class LauncherScriptTest {
    private static final Path SCRIPT = Path.of("..", "headroom");
    private static final Path JDK = Path.of(System.getProperty("java.home"));

    @TempDir Path checkout;
    private Path jre;

    @BeforeEach
    void checkOut() throws IOException {
        Files.copy(SCRIPT, checkout.resolve("headroom"));
        jre = checkout.resolve("jre");
        program(
                jre.resolve("bin/java"),
                """
                if [ "$1" = -version ]; then
                    echo 'openjdk version "25.0.1" 2025-10-21' >&2
                else
                    printf '%s\\n' "$@"
                fi
                """);
    }

    @Test
    void theDemoIsHeldToASmallHeapAndOneCompiler() throws IOException {
        built();

        assertThat(launch(Map.of("JAVA_HOME", jre.toString()), "demo", "--once").lines())
                .contains("-Xmx320m", "-XX:TieredStopAtLevel=1")
                .endsWith("io.headroom.deploy.Main", "demo", "--once");
    }

    @Test
    void runHasTheShareOfTheMachinesMemoryThatTheImageHas() throws IOException {
        built();

        assertThat(launch(Map.of("JAVA_HOME", jre.toString()), "run").lines())
                .contains("-XX:MaxRAMPercentage=60")
                .noneMatch(argument -> argument.startsWith("-Xmx"))
                .doesNotContain("-XX:TieredStopAtLevel=1");
        assertThat(Files.readString(Path.of("pom.xml"))).contains("-XX:MaxRAMPercentage=60");
    }

    @Test
    void anotherHeapForRunComesFromTheEnvironment() throws IOException {
        built();

        // the real one shows its flags before it finds that there is nothing here to start
        String flags =
                launch(
                        Map.of(
                                "JAVA_HOME",
                                JDK.toString(),
                                "JDK_JAVA_OPTIONS",
                                "-Xmx768m -XX:+PrintFlagsFinal"),
                        "run");

        assertThat(flags).containsPattern("size_t MaxHeapSize += " + (768 << 20) + ' ');
    }

    @Test
    void buildsWithAJdkWhereTheFirstJavaIsAJre() throws IOException {
        maven(
                """
                echo "$JAVA_HOME" >"%1$s/used"
                mkdir -p "%1$s/deploy/target"
                touch "%1$s/deploy/target/headroom-deploy-1.jar"
                """);

        assertThat(launch(withMaven(), "version").lines())
                .endsWith("io.headroom.deploy.Main", "version");
        assertThat(Path.of(Files.readString(checkout.resolve("used")).strip()).resolve("bin/javac"))
                .isExecutable();
    }

    @Test
    void buildsOnceAndShowsHowFarItIs() throws IOException {
        maven(
                """
                echo built >>"%1$s/builds"
                echo '[INFO] Scanning for projects...'
                echo '[INFO] Building Headroom model 1.0.0-SNAPSHOT                         [2/5]'
                echo '[INFO] Building Headroom deploy 1.0.0-SNAPSHOT                        [5/5]'
                mkdir -p "%1$s/deploy/target"
                touch "%1$s/deploy/target/headroom-deploy-1.jar"
                """);

        assertThat(launch(withMaven(), "version").lines())
                .endsWith("io.headroom.deploy.Main", "version");
        assertThat(checkout.resolve("log"))
                .content()
                .isEqualTo(
                        """
                        headroom: building, once; the first time Maven also downloads what it needs
                        headroom: building Headroom model
                        headroom: building Headroom deploy
                        """);

        assertThat(launch(withMaven(), "version").lines())
                .endsWith("io.headroom.deploy.Main", "version");
        assertThat(checkout.resolve("builds")).hasContent("built");
    }

    @Test
    void showsWhyABuildFailed() throws IOException {
        maven("echo '[ERROR] no room for %1$s'; exit 1\n");

        assertThat(start(withMaven(), "version")).isEqualTo(1);
        assertThat(checkout.resolve("output")).isEmptyFile();
        assertThat(checkout.resolve("log"))
                .content()
                .contains("[ERROR] no room for " + checkout)
                .containsPattern("headroom: the build failed; all of its output is in /\\S+\n");
    }

    @Test
    void startsTheNewestOfTwoBuilds() throws IOException {
        built();
        Path newer = Files.createFile(checkout.resolve("deploy/target/headroom-deploy-0.jar"));
        Files.setLastModifiedTime(newer, FileTime.from(Instant.parse("2100-01-01T00:00:00Z")));

        assertThat(launch(Map.of("JAVA_HOME", jre.toString()), "run").lines())
                .anyMatch(argument -> argument.startsWith(newer + ":"));
    }

    private void maven(String script) throws IOException {
        program(checkout.resolve("bin/mvn"), script.formatted(checkout));
    }

    private Map<String, String> withMaven() {
        String path =
                String.join(
                        ":",
                        checkout.resolve("bin").toString(),
                        JDK.resolve("bin").toString(),
                        System.getenv("PATH"));
        return Map.of("JAVA_HOME", jre.toString(), "PATH", path);
    }

    @Test
    void saysHowToGetAJdkWhereNoJavaIsNewEnough() throws IOException {
        built();
        // nothing of this machine is found by it: neither on the path nor where JDKs usually lie
        Path script = checkout.resolve("headroom");
        String searched = Files.readString(script);
        assertThat(searched).contains("/usr/lib/jvm/", "/opt/", "/Library/");
        Files.writeString(
                script,
                searched.replace("/usr/lib/jvm/", "/nowhere/")
                        .replace("/opt/", "/nowhere/")
                        .replace("/Library/", "/nowhere/"));
        Path bin = Files.createDirectories(checkout.resolve("bin"));
        for (String tool : List.of("sh", "cat", "bash", "sed", "head", "readlink", "dirname")) {
            Files.copy(onPath(tool), bin.resolve(tool), StandardCopyOption.COPY_ATTRIBUTES);
        }
        program(bin.resolve("java"), "echo 'openjdk version \"17.0.15\" 2025-04-15' >&2\n");

        int status =
                start(
                        Map.of(
                                "PATH",
                                bin.toString(),
                                "HOME",
                                checkout.toString(),
                                "JAVA_HOME",
                                ""),
                        "demo");

        assertThat(status).isEqualTo(1);
        assertThat(Files.readString(checkout.resolve("log")))
                .contains("headroom: needs a JDK 25: install one (https://adoptium.net")
                .contains("point JAVA_HOME at it");
    }

    private static Path onPath(String tool) {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }

    private void built() throws IOException {
        Files.createFile(
                Files.createDirectories(checkout.resolve("deploy/target"))
                        .resolve("headroom-deploy-1.jar"));
    }

    /** What the script, and whatever it became, printed. */
    private String launch(Map<String, String> environment, String... arguments) throws IOException {
        start(environment, arguments);
        return Files.readString(checkout.resolve("output"));
    }

    /** Its exit code. */
    private int start(Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(List.of(checkout.resolve("headroom").toString()));
        command.addAll(List.of(arguments));
        try (ChildProcess script =
                ChildProcess.start(
                        "headroom",
                        checkout.resolve("output"),
                        checkout.resolve("log"),
                        environment,
                        command)) {
            return script.waitFor(1, TimeUnit.MINUTES);
        }
    }

    private static void program(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/usr/bin/env bash\n" + text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}
