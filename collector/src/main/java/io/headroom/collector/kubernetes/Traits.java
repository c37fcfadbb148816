package io.headroom.collector.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.headroom.model.ContainerTraits;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a container's specification says beside its requests and limits. An environment and a
 * command hold secrets now and then: of both only options of a fixed form are kept, a name and a
 * number each.
 */
final class Traits {
    /** Read in this order by the virtual machine itself, and by images' start scripts. */
    private static final Pattern JVM_VARIABLE =
            Pattern.compile(
                    "_?JAVA_(TOOL_)?OPTIONS|JDK_JAVA_OPTIONS|([A-Z]+_)?(JAVA|JVM)_OPTS(_APPEND)?"
                            + "|[A-Z]+_HEAP_OPTS|CATALINA_OPTS");

    private static final String READ_LAST = "_JAVA_OPTIONS";

    private static final Pattern JVM_OPTION =
            Pattern.compile(
                    "(?<!\\S)-(Xm[sx]\\d{1,15}[kKmMgGtT]?"
                            + "|Xss\\d{1,15}[kKmMgGtT]?"
                            + "|XX:(Max|Initial|Min)RAMPercentage=\\d{1,3}(\\.\\d{1,6})?"
                            + "|XX:(MaxRAM|MaxHeapSize|MaxMetaspaceSize|MaxDirectMemorySize"
                            + "|ReservedCodeCacheSize)=\\d{1,15}[kKmMgGtT]?"
                            + "|XX:\\+Use[A-Z][A-Za-z0-9]{0,20}GC)(?!\\S)");

    private static final Pattern JVM_COMMAND = Pattern.compile("(^|[\\s;&|]|/bin/)java(\\s|$)");

    /** Amounts of these are no extended resources. */
    private static final Set<String> PLAIN =
            Set.of("cpu", "memory", "ephemeral-storage", "storage");

    private Traits() {}

    /** What is said of the container; null for nothing. */
    static @Nullable ContainerTraits of(Container container, PodSpec pod) {
        ContainerTraits traits =
                new ContainerTraits(
                        Containers.blankToNull(container.getImage()),
                        jvmOptions(container),
                        extended(container),
                        inMemory(container, pod) ? true : null);
        return traits.equals(ContainerTraits.NONE) ? null : traits;
    }

    private static @Nullable List<String> jvmOptions(Container container) {
        List<String> options = new ArrayList<>();
        boolean found = false;
        String last = null;
        for (EnvVar variable : Containers.present(container.getEnv())) {
            String name = variable.getName();
            if (name != null && JVM_VARIABLE.matcher(name).matches()) {
                found = true;
                if (name.equals(READ_LAST)) {
                    last = variable.getValue();
                } else {
                    add(options, variable.getValue());
                }
            }
        }
        String command =
                String.join(
                        " ",
                        Stream.concat(
                                        Containers.present(container.getCommand()).stream(),
                                        Containers.present(container.getArgs()).stream())
                                .toList());
        found |= JVM_COMMAND.matcher(command).find();
        add(options, command);
        add(options, last);
        return found || !options.isEmpty() ? options : null;
    }

    private static void add(List<String> options, @Nullable String text) {
        if (text != null) {
            Matcher matcher = JVM_OPTION.matcher(text);
            while (matcher.find()) {
                options.add(matcher.group());
            }
        }
    }

    /** What is asked for of devices and the like; a limit stands for a request, as both are one. */
    private static Map<String, Long> extended(Container container) {
        Map<String, Long> extended = new TreeMap<>();
        if (container.getResources() != null) {
            for (Map<String, Quantity> amounts :
                    List.of(
                            Containers.present(container.getResources().getLimits()),
                            Containers.present(container.getResources().getRequests()))) {
                amounts.forEach((name, quantity) -> {
                    if (!PLAIN.contains(name) && !name.startsWith("hugepages-")) {
                        Amounts.base(quantity)
                                .filter(amount -> amount.signum() > 0)
                                .ifPresent(amount -> extended.put(name, amount.longValue()));
                    }
                });
            }
        }
        return extended;
    }

    private static boolean inMemory(Container container, PodSpec pod) {
        Set<String> volumes = new HashSet<>();
        for (Volume volume : Containers.present(pod.getVolumes())) {
            if (volume.getEmptyDir() != null && "Memory".equals(volume.getEmptyDir().getMedium())) {
                volumes.add(volume.getName());
            }
        }
        return Containers.present(container.getVolumeMounts()).stream()
                .map(VolumeMount::getName)
                .anyMatch(volumes::contains);
    }
}
