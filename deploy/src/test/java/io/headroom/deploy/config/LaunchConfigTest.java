package io.headroom.deploy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.model.settings.InvalidSettingsException;
import io.headroom.model.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaunchConfigTest {
    @TempDir Path directory;

    @Test
    void everythingHasADefault() {
        LaunchConfig config = LaunchConfig.from(Settings.of(Map.of()));
        assertThat(config.components()).isEqualTo(Set.of(Component.values()));
        assertThat(config.http().host()).isEqualTo("127.0.0.1");
        assertThat(config.dataDirectory())
                .isEqualTo(Path.of(System.getProperty("user.home"), ".headroom"));
    }

    @Test
    void reportsAllProblemsTogether() {
        assertThatThrownBy(() ->
                        LaunchConfig.from(
                                new Settings(
                                        Map.of("rest.port", "99999", "compnents", "analyzer"),
                                        Map.of("HEADROOM_LOG_FORMAT", "xml"),
                                        Map.of("kafka.partitions", "many"))))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("--rest.port=99999: must be between 0 and 65535")
                .hasMessageContaining("--compnents: no such setting; did you mean components?")
                .hasMessageContaining("HEADROOM_LOG_FORMAT=xml: must be one of json, text")
                .hasMessageContaining("kafka.partitions=many: must be a number");
    }

    @Test
    void flagsGoBeforeTheEnvironmentAndThatBeforeTheFile() {
        Map<String, String> file =
                Map.of("rest.port", "1", "kafka.partitions", "1", "run.timeout", "1s");
        Map<String, String> environment =
                Map.of("HEADROOM_REST_PORT", "2", "HEADROOM_KAFKA_PARTITIONS", "2");
        LaunchConfig config =
                LaunchConfig.from(new Settings(Map.of("rest.port", "3"), environment, file));
        assertThat(config.http().port()).isEqualTo(3);
        assertThat(config.kafka().partitions()).isEqualTo(2);
        assertThat(config.runTimeout()).hasSeconds(1);
    }

    @Test
    void ignoresWhatKubernetesInjectsForAServiceNamedHeadroom() {
        LaunchConfig config =
                LaunchConfig.from(
                        new Settings(
                                Map.of(),
                                Map.of(
                                        "HEADROOM_PORT", "tcp://10.96.0.17:8080",
                                        "HEADROOM_SERVICE_HOST", "10.96.0.17",
                                        "HEADROOM_SERVICE_PORT", "8080",
                                        "HEADROOM_SERVICE_PORT_HTTP", "8080",
                                        "HEADROOM_PORT_8080_TCP", "tcp://10.96.0.17:8080",
                                        "HEADROOM_PORT_8080_TCP_ADDR", "10.96.0.17",
                                        "HEADROOM_API_SERVICE_HOST", "10.96.0.18"),
                                Map.of()));
        assertThat(config.http().port()).isEqualTo(8080);
    }

    @Test
    void answersOnTheLoopbackOnlyWithoutAToken() throws Exception {
        assertThatThrownBy(() -> LaunchConfig.from(Settings.of(Map.of("rest.host", "0.0.0.0"))))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("rest.host=0.0.0.0: without a token");

        Path token = Files.writeString(directory.resolve("token"), "s3cret\n");
        LaunchConfig config =
                LaunchConfig.from(
                        Settings.of(
                                Map.of(
                                        "rest.host",
                                        "0.0.0.0",
                                        "rest.token-file",
                                        token.toString())));
        assertThat(config.http().token())
                .hasValueSatisfying(read -> {
                    assertThat(read.matches("s3cret")).isTrue();
                    assertThat(read.matches("s3cret\n")).isFalse();
                });
    }

    @Test
    void aTokenFileThatIsNotThereOrEmptyIsNamed() throws Exception {
        Path empty = Files.writeString(directory.resolve("empty"), "\n");
        assertThatThrownBy(() ->
                        LaunchConfig.from(Settings.of(Map.of("rest.token-file", empty.toString()))))
                .hasMessageContaining(empty + ": is empty");
        assertThatThrownBy(
                        () -> LaunchConfig.from(Settings.of(Map.of("rest.token-file", "/no/such"))))
                .hasMessageContaining("rest.token-file=/no/such: cannot be read");
    }

    @Test
    void neverPrintsSecrets() {
        LaunchConfig config =
                LaunchConfig.from(
                        Settings.of(
                                Map.of(
                                        "rest.token", "s3cret",
                                        "kafka.bootstrap-servers", "kafka:9092",
                                        "kafka.client.sasl.jaas.config", "password=s3cret")));
        assertThat(config.toString()).doesNotContain("s3cret");
    }

    @Test
    void refusesSettingsThatContradictEachOther() {
        assertThatThrownBy(() ->
                        LaunchConfig.from(
                                Settings.of(
                                        Map.of(
                                                "kafka.replication", "3",
                                                "kafka.client.sasl.jaas.config", "s3cret",
                                                "kafka.client.acks", "all",
                                                "leader.renew-deadline", "20s",
                                                "kafka.embedded.retention-bytes", "1"))))
                .hasMessageContaining("kafka.replication=3: the embedded Kafka is one broker")
                .hasMessageContaining("leader.lease-duration: each must be shorter")
                .hasMessageContaining("--kafka.embedded.retention-bytes=1: must be at least 1Mi")
                .hasMessageContaining(
                        "kafka.client.acks, kafka.client.sasl.jaas.config: the embedded Kafka takes"
                                + " no client settings; set kafka.bootstrap-servers")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void passesClientSettingsOn() {
        LaunchConfig config =
                LaunchConfig.from(
                        new Settings(
                                Map.of("kafka.bootstrap-servers", "kafka:9092"),
                                Map.of("HEADROOM_KAFKA_CLIENT_SECURITY_PROTOCOL", "SASL_SSL"),
                                Map.of("kafka.client.ssl.endpoint.identification.algorithm", "")));
        assertThat(config.kafka().client())
                .isEqualTo(
                        Map.of(
                                "security.protocol", "SASL_SSL",
                                "ssl.endpoint.identification.algorithm", ""));
    }
}
