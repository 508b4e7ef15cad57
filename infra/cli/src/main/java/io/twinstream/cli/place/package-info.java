/** The places that commands use: brokers, the online store, Flink and the local stack. */
package io.twinstream.cli.place;
