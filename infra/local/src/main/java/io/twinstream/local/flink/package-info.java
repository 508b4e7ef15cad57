/** The Flink cluster of the local stack, its configuration and its REST API. */
package io.twinstream.local.flink;
