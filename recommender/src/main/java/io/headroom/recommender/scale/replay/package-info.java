/** What an autoscaler would have done with a demand that was measured. */
@NullMarked
package io.headroom.recommender.scale.replay;

import org.jspecify.annotations.NullMarked;
