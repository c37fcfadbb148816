package io.headroom.deploy.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What a command asks about: one workload, those of a namespace, or all. */
final class WorkloadOptions {
    @Spec(Spec.Target.MIXEE)
    @Nullable CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "NAMESPACE/KIND/NAME",
            description = "one workload; its kind may have the group: Rollout.argoproj.io")
    @Nullable String workload;

    @Option(names = "--namespace", paramLabel = "NAME", description = "only of this one")
    @Nullable String namespace;

    /**
     * @throws ParameterException when they do not go together
     */
    void check() {
        if (workload != null && workload.split("/", -1).length != 3) {
            throw misused(
                    "the workload must be NAMESPACE/KIND/NAME, such as shop/Deployment/cart: "
                            + workload);
        }
        if (workload != null && namespace != null) {
            throw misused("--namespace and a workload cannot both be given");
        }
    }

    ParameterException misused(String sentence) {
        if (spec == null) {
            throw new IllegalStateException("the command was not parsed");
        }
        return new ParameterException(spec.commandLine(), sentence);
    }
}
