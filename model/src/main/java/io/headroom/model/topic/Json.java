package io.headroom.model.topic;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;
import tools.jackson.module.blackbird.BlackbirdModule;

/**
 * How records are written as JSON, on the topics and over HTTP alike: instants and durations as
 * milliseconds (instants since 1970), absent values left out, the same bytes for the same record.
 * Readers ignore fields that they do not know.
 */
public final class Json {
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                    .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .changeDefaultPropertyInclusion(
                            inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
                    // calls the constructors of records half as dearly as reflection does
                    .addModule(new BlackbirdModule())
                    .addModule(
                            new SimpleModule("headroom")
                                    .addSerializer(Instant.class, new InstantWriter())
                                    .addDeserializer(Instant.class, new InstantReader())
                                    .addSerializer(Duration.class, new DurationWriter())
                                    .addDeserializer(Duration.class, new DurationReader()))
                    .build();

    private Json() {}

    public static JsonMapper mapper() {
        return MAPPER;
    }

    private static final class InstantWriter extends StdSerializer<Instant> {
        InstantWriter() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant value, JsonGenerator json, SerializationContext context) {
            json.writeNumber(value.toEpochMilli());
        }
    }

    private static final class InstantReader extends StdDeserializer<Instant> {
        InstantReader() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser json, DeserializationContext context) {
            return Instant.ofEpochMilli(json.getLongValue());
        }
    }

    private static final class DurationWriter extends StdSerializer<Duration> {
        DurationWriter() {
            super(Duration.class);
        }

        @Override
        public void serialize(Duration value, JsonGenerator json, SerializationContext context) {
            json.writeNumber(value.toMillis());
        }
    }

    private static final class DurationReader extends StdDeserializer<Duration> {
        DurationReader() {
            super(Duration.class);
        }

        @Override
        public Duration deserialize(JsonParser json, DeserializationContext context) {
            return Duration.ofMillis(json.getLongValue());
        }
    }
}
