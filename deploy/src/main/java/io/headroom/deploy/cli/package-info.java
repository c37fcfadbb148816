/** The command line: what was asked for, in which form, and with which exit code it ends. */
@NullMarked
package io.headroom.deploy.cli;

import org.jspecify.annotations.NullMarked;
