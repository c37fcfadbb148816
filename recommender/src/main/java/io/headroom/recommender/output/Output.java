package io.headroom.recommender.output;

import io.headroom.model.recommendation.Recommendation;
import io.headroom.model.topic.Json;
import io.headroom.recommender.savings.Savings;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.SerializationFeature;

/** The form in which recommendations are given. */
public enum Output {
    /** For people: at most 120 columns, and below it what following it would save. */
    TABLE("text/plain; charset=utf-8") {
        @Override
        public String format(List<Recommendation> recommendations) {
            return RecommendationTable.format(recommendations);
        }

        @Override
        public String format(List<Recommendation> recommendations, Savings savings) {
            return format(recommendations) + SavingsTable.format(savings);
        }
    },
    /** For programs: the records as they are on the topic. */
    JSON("application/json") {
        @Override
        public String format(List<Recommendation> recommendations) {
            return indented(Map.of("recommendations", recommendations));
        }

        @Override
        public String format(Recommendation recommendation) {
            return indented(recommendation);
        }
    },
    /** The same as YAML. */
    YAML("application/yaml") {
        @Override
        public String format(List<Recommendation> recommendations) {
            return Yaml.write(Map.of("recommendations", recommendations));
        }

        @Override
        public String format(Recommendation recommendation) {
            return Yaml.write(recommendation);
        }
    },
    /** For spreadsheets: one line a container, amounts as plain numbers. */
    CSV("text/csv; charset=utf-8") {
        @Override
        public String format(List<Recommendation> recommendations) {
            return RecommendationCsv.format(recommendations);
        }
    },
    /** For kubectl and kustomize: strategic merge patches of the workloads, as a YAML stream. */
    PATCH("application/yaml") {
        @Override
        public String format(List<Recommendation> recommendations) {
            return Manifests.patches(recommendations);
        }
    },
    /** For kubectl: VerticalPodAutoscalers, as a YAML stream. */
    VPA("application/yaml") {
        @Override
        public String format(List<Recommendation> recommendations) {
            return Manifests.autoscalers(recommendations);
        }
    };

    private final String mediaType;

    Output(String mediaType) {
        this.mediaType = mediaType;
    }

    /** What several workloads come to. */
    public abstract String format(List<Recommendation> recommendations);

    /**
     * What several workloads come to.
     *
     * @param savings of the same workloads, for the forms that have a place for them
     */
    public String format(List<Recommendation> recommendations, Savings savings) {
        return format(recommendations);
    }

    /** What one workload comes to: the record alone where the form knows records. */
    public String format(Recommendation recommendation) {
        return format(List.of(recommendation));
    }

    /** Why this form has nothing for a workload, and what to do instead; empty where it has. */
    public Optional<String> missing(Recommendation recommendation) {
        return Manifests.missing(this, recommendation);
    }

    /** The Internet media type. */
    public String mediaType() {
        return mediaType;
    }

    /** The word that it is asked for by. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The form of that word. */
    public static Optional<Output> named(String word) {
        return Arrays.stream(values()).filter(form -> form.label().equals(word)).findFirst();
    }

    /** All words. */
    public static String labels() {
        return Arrays.stream(values()).map(Output::label).collect(Collectors.joining(", "));
    }

    private static String indented(Object value) {
        return Json.mapper()
                        .writer()
                        .with(SerializationFeature.INDENT_OUTPUT)
                        .writeValueAsString(value)
                + "\n";
    }
}
