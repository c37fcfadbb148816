/**
 * Who gives up how much when lines of quotas are short, as a search over numbers: it knows neither
 * pods nor quotas, only what each can offer and what that frees on each line.
 */
@NullMarked
package io.headroom.recommender.fit.search;

import org.jspecify.annotations.NullMarked;
