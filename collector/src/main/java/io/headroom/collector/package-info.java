@NullMarked
package io.headroom.collector;

import org.jspecify.annotations.NullMarked;
