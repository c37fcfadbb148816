package io.headroom.recommender.output;

import io.headroom.model.topic.Json;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/**
 * Values as YAML documents. Every text is quoted: a container may be called {@code on} or {@code
 * 1e3}, which readers of YAML 1.1 such as kubectl would otherwise take for something else.
 */
final class Yaml {
    private static final YAMLMapper MAPPER =
            YAMLMapper.builder()
                    .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
                    .disable(YAMLWriteFeature.SPLIT_LINES)
                    .enable(YAMLWriteFeature.INDENT_ARRAYS_WITH_INDICATOR)
                    .build();

    private Yaml() {}

    /** One document with the same fields as the value has in JSON. */
    static String write(Object value) {
        return MAPPER.writeValueAsString(Json.mapper().<JsonNode>valueToTree(value));
    }

    /** A document with its fields in the order that they were put in. */
    static String document(Map<String, Object> fields) {
        return MAPPER.writeValueAsString(fields);
    }

    /** A line that readers pass over. */
    static String comment(String sentence) {
        return "# " + sentence.replaceAll("\\R", " ") + "\n";
    }
}
