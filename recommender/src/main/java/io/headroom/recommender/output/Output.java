package io.headroom.deploy.print;

import io.headroom.model.recommendation.Recommendation;
import io.headroom.model.topic.Json;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;

/** The form in which recommendations are printed. */
public enum Output {
    /** For people: at most 120 columns. */
    TABLE {
        @Override
        public String format(List<Recommendation> recommendations) {
            return RecommendationTable.format(recommendations);
        }
    },
    /** For programs: the records as they are on the topic. */
    JSON {
        @Override
        public String format(List<Recommendation> recommendations) {
            return Json.mapper()
                            .writer()
                            .with(SerializationFeature.INDENT_OUTPUT)
                            .writeValueAsString(Map.of("recommendations", recommendations))
                    + "\n";
        }
    };

    public abstract String format(List<Recommendation> recommendations);
}
