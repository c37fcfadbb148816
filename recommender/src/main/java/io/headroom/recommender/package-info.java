@NullMarked
package io.headroom.recommender;

import org.jspecify.annotations.NullMarked;
