package io.twinstream.offline.log.lake;

import io.twinstream.offline.log.parquet.TableFile;
import java.nio.file.Path;

/**
 * A Parquet file of a snapshot.
 *
 * @param origin its name in positions
 */
public record LakeFile(String origin, Path path, TableFile table) {}
