/** The numeric core held to what the upstream VPA recommender computed. */
@NullMarked
package io.headroom.deploy.golden;

import org.jspecify.annotations.NullMarked;
