package io.headroom.recommender.output;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The forms in which the advice on one workload's scaling is written. */
public enum ScalingForm {
    /** All that is known of it. */
    JSON("application/json"),
    /** A whole HorizontalPodAutoscaler, for {@code kubectl apply --server-side}. */
    YAML("application/yaml"),
    /** What to change of the one that there is, and its minimum by the time of the day. */
    PATCH("application/yaml"),
    /** A ScaledObject of KEDA, with the minimum by the time of the day as cron triggers. */
    KEDA("application/yaml"),
    /** A plot of the days: the autoscaler as it is, the advised one, and none. */
    SVG("image/svg+xml");

    private final String mediaType;

    ScalingForm(String mediaType) {
        this.mediaType = mediaType;
    }

    public String mediaType() {
        return mediaType;
    }

    /** The word that asks for it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<ScalingForm> named(String word) {
        return Arrays.stream(values()).filter(form -> form.label().equals(word)).findFirst();
    }

    public static String labels() {
        return Arrays.stream(values()).map(ScalingForm::label).collect(Collectors.joining(", "));
    }
}
