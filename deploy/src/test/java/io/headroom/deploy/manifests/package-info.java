/** The manifests, held against a real API server and against the settings. */
@NullMarked
package io.headroom.deploy.manifests;

import org.jspecify.annotations.NullMarked;
