/** Commands for the live job: run, stop, status, rebuild, dead letters, states. */
package io.twinstream.cli.live;
