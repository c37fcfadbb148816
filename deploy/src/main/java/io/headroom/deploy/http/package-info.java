/** The one HTTP server of a process: probes, metrics and the REST API behind a token. */
@NullMarked
package io.headroom.deploy.http;

import org.jspecify.annotations.NullMarked;
