/**
 * What is wrong with horizontal autoscalers as they are: coded findings, each with one sentence
 * that names the thing and the way out. Everything here is a function of what is known of the
 * cluster.
 */
@NullMarked
package io.headroom.recommender.scale.lint;

import org.jspecify.annotations.NullMarked;
