/** Recommendations as a person or a program reads them on standard output. */
@NullMarked
package io.headroom.deploy.print;

import org.jspecify.annotations.NullMarked;
