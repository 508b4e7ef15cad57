/**
 * Object stores as file systems of {@code java.nio.file}: what reads and writes files of this
 * machine also reads and writes {@code s3://}, {@code gs://} and {@code hdfs://} paths.
 */
package io.twinstream.offline.objects;
