/**
 * What advice would have cost and broken over a past that is known: rolling origins, the strategies
 * see what had ended by each, and what came next says how good they were. Pure.
 */
@NullMarked
package io.headroom.recommender.replay;

import org.jspecify.annotations.NullMarked;
