package io.headroom.analyzer.restarts;

import static io.headroom.analyzer.restarts.PodSignal.*;
import static io.headroom.model.assessment.IncidentClass.*;

import java.util.List;

/**
 * Table B: why a pod ended. Which of several tools used the eviction API only its own event tells
 * for certain: a node that is cordoned, and a template that is old, fit others as well.
 */
final class PodTable {
    static final Table<PodSignal> TABLE =
            new Table<>(
                    List.of(
                            Row.<PodSignal>unplanned("B1", EVICT_NODE_PRESSURE)
                                    .confirmed(REASON_EVICTED, MESSAGE_NODE_PRESSURE)
                                    .confirmed(DISRUPTED_BY_KUBELET, EVENT_EVICTED_FOR_PRESSURE)
                                    .likely(EVENT_EVICTED_FOR_PRESSURE),
                            Row.<PodSignal>unplanned("B2", EVICT_STORAGE_LIMIT)
                                    .confirmed(REASON_EVICTED, MESSAGE_STORAGE_LIMIT),
                            Row.plannedIf("B3", NODE_SHUTDOWN, NODE_CORDONED, NODE_MAINTENANCE)
                                    .confirmed(REASON_TERMINATED, MESSAGE_NODE_SHUTDOWN)
                                    .confirmed(REASON_NODE_SHUTDOWN),
                            Row.<PodSignal>unplanned("B4", PREEMPT_KUBELET)
                                    .confirmed(REASON_PREEMPTING)
                                    .confirmed(MESSAGE_CRITICAL_POD),
                            Row.<PodSignal>unplanned("B5", PREEMPT_SCHEDULER)
                                    .confirmed(DISRUPTED_BY_SCHEDULER)
                                    .likely(EVENT_PREEMPTED),
                            Row.<PodSignal>unplanned("B6", NODE_FAILURE)
                                    .likely(EVENT_TAINT_EVICTION, NODE_UNREACHABLE)
                                    .unless(EVENT_TAINT_CANCELLED)
                                    .confirmed(DISRUPTED_BY_TAINT, NODE_UNREACHABLE),
                            Row.<PodSignal>planned("B6", TAINT_EVICTION)
                                    .likely(EVENT_TAINT_EVICTION, NODE_KNOWN)
                                    .unless(EVENT_TAINT_CANCELLED)
                                    .likely(DISRUPTED_BY_TAINT, NODE_KNOWN)
                                    .unknown(DISRUPTED_BY_TAINT),
                            Row.<PodSignal>planned("B7", NODE_REMOVED)
                                    .likely(DISRUPTED_BY_POD_GC, NODE_SCALED_DOWN)
                                    .likely(DISRUPTED_BY_POD_GC, NODE_DISRUPTED_BY_KARPENTER)
                                    .likely(DISRUPTED_BY_POD_GC, NODE_CORDONED),
                            Row.<PodSignal>unplanned("B7", NODE_LOST)
                                    .likely(DISRUPTED_BY_POD_GC)
                                    .likely(NODE_GONE, DELETING)
                                    .likely(NODE_GONE, GONE),
                            Row.<PodSignal>planned("B8", EVICT_VPA)
                                    .confirmed(DISRUPTED_BY_EVICTION, EVENT_EVICTED_BY_VPA)
                                    .likely(GONE, EVENT_EVICTED_BY_VPA),
                            Row.<PodSignal>planned("B8", EVICT_CLUSTER_AUTOSCALER)
                                    .confirmed(DISRUPTED_BY_EVICTION, EVENT_NODE_SCALE_DOWN)
                                    .likely(DISRUPTED_BY_EVICTION, NODE_SCALED_DOWN)
                                    .likely(GONE, EVENT_NODE_SCALE_DOWN),
                            Row.<PodSignal>planned("B8", EVICT_KARPENTER)
                                    .confirmed(DISRUPTED_BY_EVICTION, EVENT_EVICTED_NORMAL)
                                    .likely(DISRUPTED_BY_EVICTION, NODE_DISRUPTED_BY_KARPENTER)
                                    .likely(GONE, EVENT_EVICTED_NORMAL),
                            Row.<PodSignal>planned("B8", DRAIN)
                                    .likely(DISRUPTED_BY_EVICTION, NODE_CORDONED),
                            Row.<PodSignal>planned("B8", EVICTION_API)
                                    .likely(DISRUPTED_BY_EVICTION),
                            Row.<PodSignal>unplanned("B9", DEVICE_TAINT)
                                    .confirmed(DISRUPTED_BY_DEVICE_TAINT),
                            Row.<PodSignal>unplanned("B10", ADMISSION_REJECTED)
                                    .confirmed(REASON_REJECTED, NEVER_STARTED),
                            Row.<PodSignal>planned("B11", JOB_DONE)
                                    .confirmed(OWNER_JOB, PHASE_SUCCEEDED),
                            Row.<PodSignal>unplanned("B11", JOB_TIMEOUT)
                                    .confirmed(
                                            OWNER_JOB,
                                            JOB_DEADLINE_EXCEEDED,
                                            EVENT_DELETED_BY_OWNER)
                                    .likely(OWNER_JOB, JOB_DEADLINE_EXCEEDED)
                                    .unless(PHASE_FAILED, PHASE_SUCCEEDED),
                            Row.<PodSignal>unplanned("B11", JOB_FAILED)
                                    .confirmed(OWNER_JOB, PHASE_FAILED, JOB_BACK_OFF_EXCEEDED)
                                    .likely(OWNER_JOB, PHASE_FAILED, JOB_FAILED_BY_POLICY),
                            Row.<PodSignal>unplanned("B11", JOB_RETRY)
                                    .likely(OWNER_JOB, PHASE_FAILED, JOB_IGNORES_FAILURE)
                                    .likely(OWNER_JOB, PHASE_FAILED),
                            Row.<PodSignal>planned("B12", ROLLOUT_RESTART)
                                    .confirmed(
                                            TEMPLATE_OLD,
                                            TEMPLATE_RESTARTED,
                                            EVENT_DELETED_BY_OWNER)
                                    .likely(TEMPLATE_OLD, TEMPLATE_RESTARTED, DELETING)
                                    .unless(PHASE_FAILED, PHASE_SUCCEEDED),
                            Row.<PodSignal>planned("B12", ROLLOUT)
                                    .confirmed(TEMPLATE_OLD, EVENT_DELETED_BY_OWNER)
                                    .likely(TEMPLATE_OLD, DELETING)
                                    .likely(TEMPLATE_OLD, GONE)
                                    .unless(PHASE_FAILED, PHASE_SUCCEEDED),
                            Row.<PodSignal>planned("B13", SCALE_DOWN)
                                    .confirmed(
                                            TEMPLATE_CURRENT,
                                            REPLICAS_LOWERED,
                                            EVENT_DELETED_BY_OWNER)
                                    .likely(TEMPLATE_CURRENT, EVENT_DELETED_BY_OWNER)
                                    .likely(ORDINAL_BEYOND_REPLICAS)
                                    .likely(REPLICAS_LOWERED, DELETING)
                                    .unknown(EVENT_DELETED_BY_OWNER)
                                    .unless(PHASE_FAILED, PHASE_SUCCEEDED),
                            Row.<PodSignal>unplanned("B14", CONTROLLER_RECREATE)
                                    .confirmed(EVENT_RECREATED_BY_OWNER, PHASE_FAILED)
                                    .confirmed(EVENT_RECREATED_BY_OWNER, PHASE_SUCCEEDED)
                                    .likely(EVENT_RECREATED_BY_OWNER),
                            Row.<PodSignal>planned("B15", OWNER_DELETED)
                                    .likely(OWNER_DELETING)
                                    .likely(NAMESPACE_DELETING),
                            Row.<PodSignal>unplanned("B16", MANUAL_DELETE_UNATTRIBUTED)
                                    .unknown(DELETING)
                                    .unknown(GONE)
                                    .unless(PHASE_FAILED, PHASE_SUCCEEDED),
                            Row.<PodSignal>unplanned("B17", POD_FAILED).likely(PHASE_FAILED),
                            Row.<PodSignal>planned("B17", POD_DONE).likely(PHASE_SUCCEEDED)));

    private PodTable() {}
}
