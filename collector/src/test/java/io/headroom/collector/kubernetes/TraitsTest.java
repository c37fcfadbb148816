package io.headroom.collector.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.headroom.model.ContainerTraits;
import io.headroom.model.topic.Json;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraitsTest {

    @Test
    void theOptionsOfAVirtualMachineAreInTheOrderInWhichItReadsThem() {
        ContainerTraits traits =
                of(
                        """
                        image: app
                        command: [sh, -c]
                        args: ["exec java -Xmx3g -jar app.jar"]
                        env:
                        - {name: _JAVA_OPTIONS, value: -Xmx4g}
                        - {name: JAVA_TOOL_OPTIONS, value: "-Xmx1g  -XX:MaxMetaspaceSize=128m"}
                        - {name: JDK_JAVA_OPTIONS, value: -XX:MaxRAMPercentage=62.5 -XX:+UseG1GC}
                        """);

        assertThat(traits.jvmOptions())
                .containsExactly(
                        "-Xmx1g",
                        "-XX:MaxMetaspaceSize=128m",
                        "-XX:MaxRAMPercentage=62.5",
                        "-XX:+UseG1GC",
                        "-Xmx3g",
                        "-Xmx4g");
    }

    @Test
    void nothingElseOfEnvironmentAndCommandIsKept() {
        ContainerTraits traits =
                of(
                        """
                        image: app
                        command: [java, -Dpassword=hunter2, -javaagent:/a.jar=key=hunter2, -Xmx1g]
                        args: [--token, hunter2, "-Xmx1ghunter2", "-XX:OnOutOfMemoryError=hunter2"]
                        env:
                        - {name: JAVA_TOOL_OPTIONS, value: "-Dtoken=hunter2 -Xss512k,hunter2"}
                        - {name: DATABASE_PASSWORD, value: "-Xmx9g"}
                        """);

        assertThat(Json.mapper().writeValueAsString(traits))
                .isEqualTo("{\"image\":\"app\",\"jvmOptions\":[\"-Xmx1g\"]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{image: app, command: [java, -jar, app.jar]} | true",
                "{image: app, command: [/opt/jdk/bin/java, -jar, app.jar]} | true",
                "{image: app, args: [sh, -c, exec java $OPTS -jar app.jar]} | true",
                "{image: app, env: [{name: KAFKA_HEAP_OPTS, valueFrom: {}}]} | true",
                "{image: app, env: [{name: JAVA_OPTS, value: x}]} | true",
                "{image: app, env: [{name: JAVA_HOME, value: /opt/jdk}]} | false",
                "{image: app, command: [javac, A.java]} | false",
                "{image: app, args: [--language=java]} | false"
            })
    void aVirtualMachineIsRecognised(String container, boolean recognised) {
        assertThat(of(container).jvmOptions() != null).isEqualTo(recognised);
    }

    @Test
    void extendedResourcesAreKnownByTheirNames() {
        assertThat(
                        of("""
                        image: app
                        resources:
                          requests: {cpu: 1, memory: 1Gi, ephemeral-storage: 1Gi}
                          limits: {nvidia.com/gpu: 2, hugepages-2Mi: 4Mi, a.b/c: 0}
                        """)
                                .extended())
                .isEqualTo(Map.of("nvidia.com/gpu", 2L));
    }

    @Test
    void aVolumeThatIsKeptInMemoryIsSeenWhereItIsMounted() {
        assertThat(of("{image: app, volumeMounts: [{name: shm, mountPath: /dev/shm}]}"))
                .extracting(ContainerTraits::memoryVolume)
                .isEqualTo(true);
        assertThat(of("{image: app, volumeMounts: [{name: disk, mountPath: /tmp}]}"))
                .extracting(ContainerTraits::memoryVolume)
                .isNull();
    }

    @Test
    void whereNothingIsSaidThereAreNoTraits() {
        assertThat(traits("{}")).isNull();
    }

    private static ContainerTraits of(String container) {
        return Objects.requireNonNull(traits(container));
    }

    private static @Nullable ContainerTraits traits(String container) {
        return Traits.of(
                // without the mark, what starts with a brace would be taken for JSON
                Serialization.unmarshal("---\n" + container, Container.class),
                Serialization.unmarshal(
                        """
                        volumes:
                        - {name: shm, emptyDir: {medium: Memory}}
                        - {name: disk, emptyDir: {}}
                        """,
                        PodSpec.class));
    }
}
