/**
 * The command {@code size}: how large a deployment must be, from definitions and measured figures.
 */
package io.twinstream.cli.size;
