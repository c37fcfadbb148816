@NullMarked
package io.headroom.analyzer;

import org.jspecify.annotations.NullMarked;
