/**
 * Models of Smile's behind interfaces of the core. Smile is GPL-3.0 and need not be on the class
 * path: nothing outside of this package knows it.
 */
@NullMarked
package io.headroom.recommender.learn;

import org.jspecify.annotations.NullMarked;
