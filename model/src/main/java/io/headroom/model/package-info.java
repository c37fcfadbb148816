/** What every part of Headroom talks about: workloads, containers and their resources. */
@NullMarked
package io.headroom.model;

import org.jspecify.annotations.NullMarked;
