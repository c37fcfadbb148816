/** Dashboards are held against the rules of their format and against what is really exported. */
@NullMarked
package io.headroom.deploy.dashboard;

import org.jspecify.annotations.NullMarked;
