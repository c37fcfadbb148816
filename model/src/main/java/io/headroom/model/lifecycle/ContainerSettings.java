package io.headroom.model.lifecycle;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a container's specification says of how it may end and start again.
 *
 * @param image as the specification names it: it may be changed while the pod lives
 * @param restartPolicy of the container where it has one, else of its pod
 * @param restartRules exit codes that restart it whatever the policy is
 * @param resizeRestarts whether a change of its requests restarts it
 */
public record ContainerSettings(
        @Nullable String image,
        @Nullable String restartPolicy,
        List<ExitCodeRule> restartRules,
        boolean resizeRestarts) {

    public ContainerSettings {
        restartRules = restartRules == null ? List.of() : List.copyOf(restartRules);
    }

    /**
     * Restarts on some exit codes.
     *
     * @param except whether on all codes but these
     */
    public record ExitCodeRule(boolean except, List<Integer> codes) {

        public ExitCodeRule {
            codes = List.copyOf(codes);
        }

        public boolean matches(int exitCode) {
            return codes.contains(exitCode) != except;
        }
    }
}
