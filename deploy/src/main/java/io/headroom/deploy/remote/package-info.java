/** A Headroom that runs somewhere else, asked over HTTP. */
@NullMarked
package io.headroom.deploy.remote;

import org.jspecify.annotations.NullMarked;
