/** The broker that Headroom brings along, and the topics on whichever broker it uses. */
@NullMarked
package io.headroom.deploy.kafka;

import org.jspecify.annotations.NullMarked;
