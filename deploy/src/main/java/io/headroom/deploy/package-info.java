@NullMarked
package io.headroom.deploy;

import org.jspecify.annotations.NullMarked;
