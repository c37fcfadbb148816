/** What the launcher is set to, read from file, environment and flags at once. */
@NullMarked
package io.headroom.deploy.config;

import org.jspecify.annotations.NullMarked;
