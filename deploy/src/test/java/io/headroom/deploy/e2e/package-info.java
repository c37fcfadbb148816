/** The whole road from Kubernetes to the recommendation, on real input. */
@NullMarked
package io.headroom.deploy.e2e;

import org.jspecify.annotations.NullMarked;
