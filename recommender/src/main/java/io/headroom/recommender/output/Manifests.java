package io.headroom.recommender.output;

import io.headroom.model.recommendation.Recommendation;
import io.headroom.model.recommendation.Retarget;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** YAML streams that kubectl takes, one document a workload. */
final class Manifests {
    private static final String START = "---\n";

    private Manifests() {}

    static String patches(List<Recommendation> recommendations) {
        return recommendations.stream()
                .map(recommendation ->
                        switch (WorkloadPatch.of(recommendation)) {
                            case WorkloadPatch.Merge(var document) ->
                                    START
                                            + takesAway(recommendation)
                                            + together(recommendation)
                                            + Yaml.document(document);
                            case WorkloadPatch.None(String reason, String instead) ->
                                    left(recommendation, "patch", reason + "; " + instead);
                        })
                .collect(Collectors.joining());
    }

    static String autoscalers(List<Recommendation> recommendations) {
        return recommendations.stream()
                .map(recommendation ->
                        AutoscalerManifest.of(recommendation)
                                .map(manifest ->
                                        START
                                                + guess(recommendation)
                                                + together(recommendation)
                                                + Yaml.document(manifest))
                                .orElseGet(() -> left(recommendation, "autoscaler", NO_AUTOSCALER)))
                .collect(Collectors.joining());
    }

    /** Why the form has nothing for this workload, and what to do instead. */
    static Optional<String> missing(Output output, Recommendation recommendation) {
        return switch (output) {
            case PATCH ->
                    WorkloadPatch.of(recommendation)
                                    instanceof WorkloadPatch.None(String reason, String instead)
                            ? Optional.of(reason + "; " + instead)
                            : Optional.empty();
            case VPA ->
                    AutoscalerManifest.of(recommendation).isEmpty()
                            ? Optional.of(NO_AUTOSCALER)
                            : Optional.empty();
            case TABLE, JSON, YAML, CSV -> Optional.empty();
        };
    }

    private static final String NO_AUTOSCALER =
            "a pod of its own has no controller that an autoscaler could name; the recommendation"
                    + " itself has the amounts";

    private static String left(Recommendation recommendation, String form, String why) {
        return START + Yaml.comment("no %s for %s: %s".formatted(form, key(recommendation), why));
    }

    /** What a patch can do and an apply configuration cannot. */
    private static String takesAway(Recommendation recommendation) {
        return WorkloadPatch.takesALimitAway(recommendation)
                ? Yaml.comment(
                        "%s: takes a limit away, for kubectl patch and kustomize; server-side apply is refused"
                                .formatted(key(recommendation)))
                : "";
    }

    /** What has to be done at the same time, as a comment: kubectl patch takes one document. */
    private static String together(Recommendation recommendation) {
        Retarget retarget = recommendation.retarget();
        if (retarget == null) {
            return "";
        }
        return Yaml.comment(
                "%s: its autoscaler has to change at the same time: %s"
                        .formatted(
                                key(recommendation),
                                RetargetPatch.of(recommendation.workload().namespace(), retarget)));
    }

    private static String guess(Recommendation recommendation) {
        return ApiVersion.of(recommendation.workload()).certain()
                ? ""
                : Yaml.comment(
                        "%s: v1 is a guess, as nothing here says which version the group is served in"
                                .formatted(key(recommendation)));
    }

    private static String key(Recommendation recommendation) {
        return recommendation.workload().key();
    }
}
