package io.headroom.deploy.config;

import io.headroom.model.settings.InvalidSettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * A YAML file of settings. Its keys may be nested or written with dots: {@code rest: {port: 80}}
 * and {@code rest.port: 80} are the same.
 */
public final class SettingsFile {
    private static final YAMLMapper MAPPER =
            YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private SettingsFile() {}

    /**
     * The settings by key.
     *
     * @throws InvalidSettingsException when the file cannot be read or holds something else
     */
    public static Map<String, String> read(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException e) {
            throw invalid(file, "no such file");
        } catch (IOException e) {
            throw invalid(file, "cannot be read (" + e + ")");
        }
        return parse(file, text);
    }

    static Map<String, String> parse(Path file, String text) {
        JsonNode root;
        try {
            root = MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw invalid(
                    file,
                    "not YAML: line "
                            + e.getLocation().getLineNr()
                            + ": "
                            + firstLine(e.getOriginalMessage()));
        }
        Map<String, String> settings = new TreeMap<>();
        if (root.isObject()) {
            flatten(file, "", root, settings);
        } else if (!root.isMissingNode() && !root.isNull()) {
            throw invalid(file, "must hold keys and values");
        }
        return settings;
    }

    private static void flatten(
            Path file, String prefix, JsonNode node, Map<String, String> settings) {
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            String key = prefix + entry.getKey();
            JsonNode value = entry.getValue();
            if (value.isObject()) {
                flatten(file, key + '.', value, settings);
            } else if (settings.put(key, text(file, key, value)) != null) {
                throw invalid(file, key + ": is set twice");
            }
        }
    }

    private static String text(Path file, String key, JsonNode value) {
        if (value.isArray()) {
            if (value.valueStream().anyMatch(element -> !element.isValueNode())) {
                throw invalid(file, key + ": must be a value, or a list of values");
            }
            return value.valueStream().map(JsonNode::asString).collect(Collectors.joining(","));
        }
        return value.isNull() ? "" : value.asString();
    }

    private static String firstLine(@Nullable String message) {
        return String.valueOf(message).lines().findFirst().orElse("");
    }

    private static InvalidSettingsException invalid(Path file, String problem) {
        return new InvalidSettingsException(List.of(file + ": " + problem));
    }
}
