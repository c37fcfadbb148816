/** Whose certificates are believed. */
@NullMarked
package io.headroom.collector.tls;

import org.jspecify.annotations.NullMarked;
