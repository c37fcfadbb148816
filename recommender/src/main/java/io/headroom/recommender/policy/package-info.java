/** What the owners of workloads, namespaces and the installation ask for, and who is heard. */
@NullMarked
package io.headroom.recommender.policy;

import org.jspecify.annotations.NullMarked;
