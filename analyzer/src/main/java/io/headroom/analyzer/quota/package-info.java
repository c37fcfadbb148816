/** How full ResourceQuotas are. */
@NullMarked
package io.headroom.analyzer.quota;

import org.jspecify.annotations.NullMarked;
