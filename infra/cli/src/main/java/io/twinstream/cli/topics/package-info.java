/** Commands for the Kafka topics of definitions: compare, create, lag. */
package io.twinstream.cli.topics;
