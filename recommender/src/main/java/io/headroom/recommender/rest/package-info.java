/** The REST API: what is known and recommended, as JSON over HTTP. */
@NullMarked
package io.headroom.recommender.rest;

import org.jspecify.annotations.NullMarked;
