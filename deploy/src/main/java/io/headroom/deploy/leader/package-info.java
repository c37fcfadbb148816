/** The agreement between processes on which one of them watches, computes and exports. */
@NullMarked
package io.headroom.deploy.leader;

import org.jspecify.annotations.NullMarked;
