package io.headroom.recommender.rest;

import io.headroom.recommender.ScalingOverview;
import io.headroom.recommender.ScalingTrial;
import io.headroom.recommender.output.ScalingForm;
import io.headroom.recommender.output.ScalingManifests;
import io.headroom.recommender.output.ScalingPlot;
import io.headroom.recommender.rest.Forms.Formatted;
import io.headroom.recommender.scale.advice.SideBySide;
import io.headroom.recommender.scale.manifest.ScaledObject;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** Advice on the scaling of one workload, in the form that the parameter asks for. */
final class ScalingForms {
    private ScalingForms() {}

    /** The form that is asked for; JSON where none is. */
    static ScalingForm of(MultiMap parameters) {
        String word = parameters.get(Forms.FORMAT);
        return word == null
                ? ScalingForm.JSON
                : ScalingForm.named(word)
                        .orElseThrow(() ->
                                RequestException.badRequest(
                                        "%s must be one of %s: %s"
                                                .formatted(
                                                        Forms.FORMAT, ScalingForm.labels(), word)));
    }

    /**
     * The advice in another form than JSON.
     *
     * @param days replays them; asked for plots alone
     * @throws RequestException when there is nothing to show in the form, or it is for an
     *     autoscaler that there is not
     */
    static Formatted one(
            ScalingForm form, ScalingOverview found, Supplier<Optional<SideBySide>> days) {
        String text =
                switch (form) {
                    case JSON -> throw new IllegalArgumentException("not written here: " + form);
                    case YAML -> manifests(form, found).autoscalerYaml();
                    case PATCH -> {
                        ScalingManifests manifests = manifests(form, found);
                        if (found.autoscaler() == null) {
                            throw missing(form, found, "it has no autoscaler yet; yaml makes one");
                        }
                        yield manifests.patchYaml();
                    }
                    case KEDA -> {
                        ScalingManifests manifests = manifests(form, found);
                        if (manifests.asksInVain()) {
                            throw missing(
                                    form,
                                    found,
                                    "its behavior disables scaling up (selectPolicy Disabled), so that a trigger by the clock, unlike a minimum, adds nothing: set minReplicaCount to %d"
                                            .formatted(manifests.alone().minReplicas()));
                        }
                        yield manifests.scaledObjectYaml(found.unknownHours());
                    }
                    case SVG -> plot(found, days);
                };
        return new Formatted(form.mediaType(), text.getBytes(StandardCharsets.UTF_8), null);
    }

    /** What somebody tried; JSON or a plot. */
    static Object tried(ScalingForm form, ScalingTrial.Replayed trial) {
        return switch (form) {
            case JSON -> trial;
            case SVG ->
                    new Formatted(
                            form.mediaType(),
                            ScalingPlot.svg(
                                            trial.workload().key(),
                                            Objects.requireNonNull(trial.days(), "days"),
                                            "as it is",
                                            trial.called())
                                    .getBytes(StandardCharsets.UTF_8),
                            null);
            case YAML, PATCH, KEDA ->
                    throw RequestException.badRequest(
                            "%s of what is tried must be one of json, svg: %s"
                                    .formatted(Forms.FORMAT, form.label()));
        };
    }

    private static ScalingManifests manifests(ScalingForm form, ScalingOverview found) {
        ScalingOverview.Advised advised = found.advised();
        if (advised == null) {
            throw nothing(form, found);
        }
        ScaledObject made = advised.scaledObject();
        if (made != null && form != ScalingForm.KEDA) {
            throw missing(
                    form,
                    found,
                    "KEDA made autoscaler %s and sets it back; keda changes its ScaledObject %s"
                            .formatted(found.autoscaler(), made.name()));
        }
        return new ScalingManifests(
                found.workload(), found.autoscaler(), made, advised.spec(), advised.scheduled());
    }

    private static String plot(ScalingOverview found, Supplier<Optional<SideBySide>> days) {
        return days.get()
                .map(all -> ScalingPlot.svg(found.workload().key(), all, found.asItIs(), "advised"))
                .orElseThrow(() ->
                        found.advised() == null
                                ? nothing(ScalingForm.SVG, found)
                                : missing(ScalingForm.SVG, found, "its usage is no longer known"));
    }

    private static RequestException nothing(ScalingForm form, ScalingOverview found) {
        return missing(
                form,
                found,
                "nothing is advised (%s): %s".formatted(found.code(), found.message()));
    }

    private static RequestException missing(
            ScalingForm form, ScalingOverview found, String sentence) {
        return RequestException.notInThisForm(
                "no %s for %s: %s".formatted(form.label(), found.workload().key(), sentence));
    }
}
