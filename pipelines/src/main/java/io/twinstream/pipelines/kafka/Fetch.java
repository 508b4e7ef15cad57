package io.twinstream.pipelines.kafka;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/**
 * The result of a poll.
 *
 * @param records in order within each partition
 * @param ends by partition, the end of the log when it was asked for, open transactions included;
 *     empty if it was not asked for, or not answered
 * @param positions by partition, the offset below which polls have returned everything, also past
 *     offsets without a record, such as transaction markers; empty if not noted
 * @param endsAt the time before the ends were asked for, in milliseconds since 1970
 * @param unread whether the topic has partitions that the job does not read
 * @param begins by partition, where the log begins now, if its beginning was deleted before the job
 *     read anything of the partition
 */
record Fetch(
    ConsumerRecords<byte[], byte[]> records,
    Map<Integer, Long> ends,
    Map<Integer, Long> positions,
    long endsAt,
    boolean unread,
    Map<Integer, Long> begins) {}
