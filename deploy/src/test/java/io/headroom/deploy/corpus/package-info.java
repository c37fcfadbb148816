/** Cases as users send them: what their API server showed, and what it meant. */
@NullMarked
package io.headroom.deploy.corpus;

import org.jspecify.annotations.NullMarked;
