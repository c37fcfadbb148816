/** The image that the build makes, unpacked and started without a container engine. */
@NullMarked
package io.headroom.deploy.image;

import org.jspecify.annotations.NullMarked;
