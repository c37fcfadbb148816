package io.headroom.analyzer.restarts;

import static io.headroom.analyzer.restarts.ContainerSignal.*;
import static io.headroom.model.assessment.IncidentClass.*;

import java.util.List;

/**
 * Table A: why a container's instance ended while its pod stayed. An exit code confirms nothing: an
 * event that says more may have been lost, and a program may return any code when it is told to
 * end.
 */
final class ContainerTable {
    static final Table<ContainerSignal> TABLE =
            new Table<>(
                    List.of(
                            Row.<ContainerSignal>unplanned("A0", KUBELET_RESTART)
                                    .likely(SAME_INSTANCE, KUBELET_STARTED),
                            Row.<ContainerSignal>unplanned("A0", READINESS_FLAP)
                                    .confirmed(SAME_INSTANCE),
                            Row.<ContainerSignal>planned("A1", POD_TERMINATION)
                                    .likely(POD_DELETING)
                                    .likely(POD_ENDED),
                            Row.<ContainerSignal>unplanned("A2", RULE_RESTART_ALL)
                                    .confirmed(REASON_RESTARTING_ALL)
                                    .confirmed(TRIGGERED_ALL_RESTARTING)
                                    .likely(ALL_RESTARTING),
                            Row.<ContainerSignal>unplanned("A3", OOM_KILLED)
                                    .confirmed(REASON_OOM_KILLED),
                            Row.<ContainerSignal>unplanned("A4", LIVENESS_KILL)
                                    .confirmed(EVENT_LIVENESS_KILL),
                            Row.<ContainerSignal>unplanned("A5", STARTUP_KILL)
                                    .confirmed(EVENT_STARTUP_KILL),
                            Row.<ContainerSignal>planned("A6", RESIZE_RESTART)
                                    .confirmed(EVENT_RESIZE)
                                    .likely(REQUESTS_CHANGED, RESIZE_RESTARTS)
                                    .likely(EVENT_RESIZED_BY_VPA, RESIZE_RESTARTS),
                            Row.<ContainerSignal>planned("A7", SPEC_CHANGE_RESTART)
                                    .confirmed(EVENT_DEFINITION_CHANGED)
                                    .likely(IMAGE_CHANGED),
                            Row.<ContainerSignal>unplanned("A8", NODE_REBOOT_OR_SANDBOX_LOSS)
                                    .confirmed(EVENT_SANDBOX_CHANGED)
                                    .likely(NODE_REBOOTED)
                                    .likely(ALL_TOGETHER)
                                    .likely(END_UNKNOWN)
                                    .likely(INIT_CONTAINER, EXIT_ZERO),
                            Row.<ContainerSignal>unplanned("A9", STATUS_LOST)
                                    .likely(REASON_STATUS_UNKNOWN),
                            Row.<ContainerSignal>unplanned("A10", START_ERROR)
                                    .confirmed(REASON_START_ERROR)
                                    .likely(WAITED_FOR_START_ERROR),
                            Row.<ContainerSignal>unplanned("A11", RULE_RESTART)
                                    .likely(EXIT_IN_RESTART_RULES),
                            Row.<ContainerSignal>unplanned("A12", CLEAN_EXIT_RESTART)
                                    .likely(EXIT_ZERO)
                                    .unless(POLICY_NOT_ALWAYS)
                                    .unknown(EXIT_ZERO),
                            Row.<ContainerSignal>unplanned("A13", INIT_RETRY)
                                    .likely(INIT_CONTAINER, EXIT_SIGNAL)
                                    .likely(INIT_CONTAINER, EXIT_FAILURE),
                            Row.<ContainerSignal>unplanned("A14", KILLED_UNATTRIBUTED)
                                    .unknown(EXIT_137),
                            Row.<ContainerSignal>unplanned("A14", SIGNAL).likely(EXIT_SIGNAL),
                            Row.<ContainerSignal>unplanned("A15", APP_ERROR).likely(EXIT_FAILURE),
                            Row.<ContainerSignal>unplanned("A16", UNOBSERVED)
                                    .unknown(NOT_LATEST)
                                    .unknown(END_NOT_SHOWN)));

    private ContainerTable() {}
}
