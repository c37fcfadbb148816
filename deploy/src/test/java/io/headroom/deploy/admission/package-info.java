/** What a real API server admits, beside what Headroom says that it would. */
@NullMarked
package io.headroom.deploy.admission;

import org.jspecify.annotations.NullMarked;
