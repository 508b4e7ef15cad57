/** Commands for the live job: run, stop, status, rebuild, states. */
package io.twinstream.cli.live;
