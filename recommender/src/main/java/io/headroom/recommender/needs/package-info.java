/**
 * What a container needs, where that is not what it was seen to use: its runs, its starts, file
 * pages, limits that hold it down, a heap; and what is used by nobody.
 */
@NullMarked
package io.headroom.recommender.needs;

import org.jspecify.annotations.NullMarked;
