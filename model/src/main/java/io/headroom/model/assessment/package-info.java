/** What the assessments and incidents topics carry: what the analyzer says. */
@NullMarked
package io.headroom.model.assessment;

import org.jspecify.annotations.NullMarked;
