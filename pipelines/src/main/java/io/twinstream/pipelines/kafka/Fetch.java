package io.twinstream.pipelines.kafka;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/**
 * What a poll brought.
 *
 * @param records in order within each partition
 * @param ends by partition, where the log ended when it was asked, open transactions included;
 *     empty if it was not, or gave no answer
 * @param positions by partition, up to where earlier polls have brought everything: also past what
 *     brings no record, such as the marks of transactions; empty if it was not noted
 * @param endsAt when it was asked, before the answer came, in milliseconds since 1970
 * @param unread whether the topic has partitions that the job does not read
 */
record Fetch(
    ConsumerRecords<byte[], byte[]> records,
    Map<Integer, Long> ends,
    Map<Integer, Long> positions,
    long endsAt,
    boolean unread) {}
