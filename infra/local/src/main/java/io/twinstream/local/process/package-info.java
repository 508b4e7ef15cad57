/** Child processes: starting, watching and ending them, their ports and their state folder. */
package io.twinstream.local.process;
