/** The command that measures drift. */
package io.twinstream.cli.drift;
