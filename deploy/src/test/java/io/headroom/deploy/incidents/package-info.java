/** What happens to pods, played on a real API server, and what Headroom says of it. */
@NullMarked
package io.headroom.deploy.incidents;

import org.jspecify.annotations.NullMarked;
