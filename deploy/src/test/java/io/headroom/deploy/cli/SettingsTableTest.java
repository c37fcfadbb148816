package io.headroom.deploy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.deploy.config.LaunchConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Every setting and its default, held against what is written down. */
class SettingsTableTest {
    private static final String BEGIN = "<!-- settings -->\n";
    private static final String END = "<!-- /settings -->";

    @Test
    void everyKeyAndDefaultIsTheOneThatWasAgreed() throws Exception {
        StringBuilder settings = new StringBuilder();
        LaunchConfig.known()
                .forEach(known ->
                        settings.append(known.key())
                                .append('=')
                                .append(known.defaultText())
                                .append('\n'));
        try (var golden = getClass().getResourceAsStream("settings.txt")) {
            assertThat(golden).isNotNull();
            assertThat(settings).hasToString(new String(golden.readAllBytes(), UTF_8));
        }
    }

    @Test
    void theReadmeListsThem() throws Exception {
        String readme = Files.readString(Path.of("..", "README.md"));
        assertThat(readme).contains(BEGIN).contains(END);
        String table =
                readme.substring(readme.indexOf(BEGIN) + BEGIN.length(), readme.indexOf(END));
        assertThat(table.strip())
                .as("paste what 'headroom settings' prints between the markers of README.md")
                .isEqualTo(SettingsCommand.table().strip());
    }
}
