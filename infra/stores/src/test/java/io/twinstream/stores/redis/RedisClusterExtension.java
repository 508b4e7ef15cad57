package io.twinstream.stores.redis;

import io.lettuce.core.MigrateArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A Redis Cluster of three members without replicas for a test class. */
public final class RedisClusterExtension implements BeforeAllCallback, AfterAllCallback {
  public static final int MEMBERS = 3;
  private static final int SLOTS = 16_384;
  private static final int KEYS_AT_ONCE = 10_000;
  private static final int MIGRATE_WITHIN_MILLIS = 5_000;

  private final List<RedisServerExtension> members = new ArrayList<>();
  private final List<RedisClient> clients = new ArrayList<>();
  private final List<RedisCommands<byte[], byte[]>> commands = new ArrayList<>();

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    for (int i = 0; i < MEMBERS; i++) {
      RedisServerExtension member = RedisServerExtension.member();
      members.add(member);
      member.beforeAll(context);
      int from = SLOTS * i / MEMBERS;
      member.command(
          IntStream.range(from, SLOTS * (i + 1) / MEMBERS)
              .mapToObj(Integer::toString)
              .collect(Collectors.joining(" ", "CLUSTER ADDSLOTS ", "")));
      member.command("CLUSTER SET-CONFIG-EPOCH " + (i + 1));
      member.command("CLUSTER MEET 127.0.0.1 " + members.get(0).address().port());
    }
    awaitWhole();
    for (RedisServerExtension member : members) {
      RedisClient client =
          RedisClient.create(RedisURI.create(member.address().host(), member.address().port()));
      StatefulRedisConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE);
      clients.add(client);
      commands.add(connection.sync());
    }
  }

  private void awaitWhole() throws InterruptedException {
    for (RedisServerExtension member : members) {
      String info = "";
      for (int i = 0; i < 300 && !isWhole(info); i++) {
        Thread.sleep(50);
        info = member.command("CLUSTER INFO");
      }
      if (!isWhole(info)) {
        throw new IllegalStateException("the cluster does not form: " + info);
      }
    }
  }

  private static boolean isWhole(String info) {
    return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:" + MEMBERS);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    clients.forEach(RedisClient::shutdown);
    members.forEach(member -> member.afterAll(context));
  }

  /** The address of all members, as options take it. */
  public String address() {
    return members.stream()
        .map(member -> member.address().toString())
        .collect(Collectors.joining(",", "redis-cluster://", ""));
  }

  /** A member, with slots from its third of all. */
  public RedisServerExtension member(int index) {
    return members.get(index);
  }

  /** Deletes all keys of all members. */
  public void flush() {
    members.forEach(member -> member.command("FLUSHALL"));
  }

  /** Kills a member and starts it again, without its data but with its slots. */
  public void restartEmpty(int index) throws IOException, InterruptedException {
    members.get(index).restart();
    awaitWhole();
  }

  /** The number of keys that a member has. */
  public long keys(int index) {
    return commands.get(index).dbsize();
  }

  /**
   * Moves a slot from one member to another, with its keys.
   *
   * @param halfway runs when about half of the slot's keys are moved
   */
  public void move(int slot, int from, int to, Runnable halfway) {
    commands.get(to).clusterSetSlotImporting(slot, id(from));
    commands.get(from).clusterSetSlotMigrating(slot, id(to));
    List<byte[]> keys = commands.get(from).clusterGetKeysInSlot(slot, KEYS_AT_ONCE);
    migrate(keys.subList(0, keys.size() / 2), from, to);
    halfway.run();
    migrate(commands.get(from).clusterGetKeysInSlot(slot, KEYS_AT_ONCE), from, to);
    commands.get(to).clusterSetSlotNode(slot, id(to));
    commands.get(from).clusterSetSlotNode(slot, id(to));
  }

  private String id(int index) {
    return commands.get(index).clusterMyId();
  }

  private void migrate(List<byte[]> keys, int from, int to) {
    if (!keys.isEmpty()) {
      RedisAddress target = members.get(to).address();
      commands
          .get(from)
          .migrate(
              target.host(),
              target.port(),
              0,
              MIGRATE_WITHIN_MILLIS,
              MigrateArgs.Builder.keys(keys));
    }
  }
}
