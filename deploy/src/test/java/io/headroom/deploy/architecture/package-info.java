/** What holds for every module: who may see whom, and what no file may contain. */
@NullMarked
package io.headroom.deploy.architecture;

import org.jspecify.annotations.NullMarked;
