/** Child processes: starts, watches and ends them; their ports and state folder. */
package io.twinstream.local.process;
