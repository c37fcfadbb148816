/** Incidents as Kubernetes Events on the workloads that they befell. */
@NullMarked
package io.headroom.deploy.events;

import org.jspecify.annotations.NullMarked;
