package io.twinstream.stores.redis;

import static io.twinstream.stores.redis.RedisFacts.digits;
import static io.twinstream.stores.redis.RedisFacts.number;

import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.async.RedisAdvancedClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.Partitions;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.twinstream.stores.Generation;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntFunction;

/**
 * Detects that a member of a Redis Cluster lost its states while other members have the facts about
 * the generation: when a generation begins, each slot gets a mark. A member without the mark of one
 * of its slots lost its data. A mark moves with its slot, so that moved slots are no loss.
 *
 * <p>The value of a mark is the time of the last progress that was published when it was written.
 * An older value than this process has written means that a replica with older data took over.
 */
final class SlotMarks {
  private static final byte[][] TAGS = tags();
  private static final long BEGUN = 0;

  private final RedisAdvancedClusterAsyncCommands<byte[], byte[]> commands;
  private final Map<Generation, Map<Integer, Long>> written = new ConcurrentHashMap<>();

  private SlotMarks(RedisAdvancedClusterAsyncCommands<byte[], byte[]> commands) {
    this.commands = commands;
  }

  /** Returns the marks of the slots of a cluster; empty for a single server. */
  static Optional<SlotMarks> of(RedisConnection connection) {
    return connection.commands()
            instanceof RedisAdvancedClusterAsyncCommands<byte[], byte[]> commands
        ? Optional.of(new SlotMarks(commands))
        : Optional.empty();
  }

  /** Writes the marks of all slots. */
  CompletionStage<Void> begin(Generation generation) {
    written.remove(generation);
    byte[] value = digits(BEGUN);
    return all(SlotHash.SLOT_COUNT, slot -> commands.set(key(generation, slot), value));
  }

  /** Writes the time of a progress into a mark of each member. */
  CompletionStage<Void> publish(Generation generation, long publishedAt) {
    byte[] value = digits(publishedAt);
    Map<Integer, Long> now = new HashMap<>();
    slotOfEachMember().forEach(slot -> now.put(slot, publishedAt));
    return all(now.keySet(), slot -> commands.set(key(generation, slot), value))
        .thenAccept(done -> written.put(generation, now));
  }

  /**
   * Reports whether no member has lost its data: of each member one slot is looked at, at random,
   * and those that this process has written last.
   */
  CompletionStage<Boolean> areIntact(Generation generation) {
    Map<Integer, Long> expected = new HashMap<>(written.getOrDefault(generation, Map.of()));
    slotOfEachMember().forEach(slot -> expected.putIfAbsent(slot, BEGUN));
    Set<Integer> lost = ConcurrentHashMap.newKeySet();
    return all(
            expected.keySet(),
            slot ->
                commands
                    .get(key(generation, slot))
                    .thenAccept(
                        mark -> {
                          if (mark == null || number(mark) < expected.get(slot)) {
                            lost.add(slot);
                          }
                        }))
        .thenApply(done -> lost.isEmpty());
  }

  /** Deletes the marks of all slots. */
  CompletionStage<Void> drop(Generation generation) {
    written.remove(generation);
    return all(SlotHash.SLOT_COUNT, slot -> commands.unlink(key(generation, slot)));
  }

  private Set<Integer> slotOfEachMember() {
    Partitions members = commands.getStatefulConnection().getPartitions();
    long serving = members.stream().filter(member -> !member.hasNoSlots()).count();
    Set<RedisClusterNode> seen = new HashSet<>();
    Set<Integer> slots = new HashSet<>();
    int first = ThreadLocalRandom.current().nextInt(SlotHash.SLOT_COUNT);
    for (int i = 0; i < SlotHash.SLOT_COUNT && seen.size() < serving; i++) {
      int slot = (first + i) % SlotHash.SLOT_COUNT;
      RedisClusterNode member = members.getPartitionBySlot(slot);
      if (member != null && seen.add(member)) {
        slots.add(slot);
      }
    }
    return slots;
  }

  private static byte[] key(Generation generation, int slot) {
    byte[] prefix = (generation + "#{").getBytes(StandardCharsets.UTF_8);
    byte[] key = Arrays.copyOf(prefix, prefix.length + TAGS[slot].length + 1);
    System.arraycopy(TAGS[slot], 0, key, prefix.length, TAGS[slot].length);
    key[key.length - 1] = '}';
    return key;
  }

  /** For each slot the first number whose digits select it. */
  private static byte[][] tags() {
    byte[][] tags = new byte[SlotHash.SLOT_COUNT][];
    int missing = tags.length;
    for (int i = 0; missing > 0; i++) {
      byte[] tag = digits(i);
      int slot = SlotHash.getSlot(tag);
      if (tags[slot] == null) {
        tags[slot] = tag;
        missing--;
      }
    }
    return tags;
  }

  private static CompletionStage<Void> all(int count, IntFunction<CompletionStage<?>> command) {
    CompletableFuture<?>[] answers = new CompletableFuture<?>[count];
    Arrays.setAll(answers, i -> command.apply(i).toCompletableFuture());
    return CompletableFuture.allOf(answers);
  }

  private static CompletionStage<Void> all(
      Set<Integer> slots, IntFunction<CompletionStage<?>> command) {
    return CompletableFuture.allOf(
        slots.stream()
            .map(slot -> command.apply(slot).toCompletableFuture())
            .toArray(CompletableFuture<?>[]::new));
  }
}
