package io.headroom.recommender.scale.manifest;

import java.util.Map;

/**
 * What a metric is of, as {@code KIND.VERSION.GROUP/NAME}: {@code
 * Ingress.v1.networking.k8s.io/main} or, of the core group, {@code Service.v1/main}.
 */
record ObjectName(String apiVersion, String kind, String name) {

    /**
     * @throws IllegalArgumentException where the text names no object
     */
    static ObjectName parse(String text) {
        int slash = text.indexOf('/');
        String[] type = text.substring(0, Math.max(0, slash)).split("\\.", 3);
        if (slash < 1 || slash == text.length() - 1 || type[0].isEmpty()) {
            throw new IllegalArgumentException(
                    "an object is named KIND.VERSION.GROUP/NAME, such as"
                            + " Ingress.v1.networking.k8s.io/main: "
                            + text);
        }
        String version = type.length > 1 ? type[1] : "";
        return new ObjectName(
                type.length > 2 ? type[2] + '/' + version : version,
                type[0],
                text.substring(slash + 1));
    }

    Map<String, Object> reference() {
        return HpaManifest.map(
                "apiVersion", apiVersion.isEmpty() ? null : apiVersion, "kind", kind, "name", name);
    }
}
