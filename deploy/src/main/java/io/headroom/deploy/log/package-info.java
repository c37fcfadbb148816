/** The logging back end, set up once the settings are known. */
@NullMarked
package io.headroom.deploy.log;

import org.jspecify.annotations.NullMarked;
