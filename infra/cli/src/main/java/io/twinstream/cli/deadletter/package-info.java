/** Published dead letters: read from their topic, shown, and sent again. */
package io.twinstream.cli.deadletter;
