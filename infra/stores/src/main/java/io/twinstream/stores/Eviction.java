package io.twinstream.stores;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a store drops states for want of memory.
 *
 * @param policy what it does when its memory is full; Redis' {@code maxmemory-policy}
 * @param limited whether its memory has a limit of its own
 * @param evicted how many keys it dropped since it was started, or its statistics were reset
 * @param servers which runs of which servers say so
 */
public record Eviction(String policy, boolean limited, long evicted, String servers) {
  /** Of a store that never drops what it holds. */
  public static final Eviction NONE = new Eviction("noeviction", false, 0, "");

  /** Whether states may be dropped from now on. */
  public boolean mayDrop() {
    return limited && !policy.equals(NONE.policy);
  }

  /** What is wrong, and what to do; empty if nothing was dropped or will be. */
  public Optional<String> warning() {
    if (evicted > 0) {
      return Optional.of(
          "Redis has dropped %d keys for want of memory (maxmemory-policy %s): "
                  .formatted(evicted, policy)
              + "views have lost states, whose entities are answered with ERROR; set"
              + " maxmemory-policy to noeviction and give it memory: live jobs then write their"
              + " states again; load again what backfill --online has loaded");
    }
    return mayDrop()
        ? Optional.of(
            "Redis will drop states when its memory is full: its maxmemory-policy is %s and must be"
                    .formatted(policy)
                + " noeviction; CONFIG SET maxmemory-policy noeviction")
        : Optional.empty();
  }

  /**
   * Reads what Redis' INFO says: CONFIG, which has the same, is forbidden where others run it.
   *
   * @param members what each of the servers says that hold states
   * @return empty if they do not say so
   */
  public static Optional<Eviction> of(List<String> members) {
    Optional<Eviction> all = Optional.of(NONE);
    for (String info : members.stream().sorted().toList()) {
      all = all.flatMap(some -> of(info).map(some::and));
    }
    return all;
  }

  private static Optional<Eviction> of(String info) {
    Map<String, String> fields = new HashMap<>();
    info.lines()
        .map(line -> line.strip().split(":", 2))
        .filter(field -> field.length == 2)
        .forEach(field -> fields.put(field[0], field[1]));
    String policy = fields.get("maxmemory_policy");
    String limit = fields.get("maxmemory");
    String evicted = fields.get("evicted_keys");
    return policy == null || limit == null || evicted == null
        ? Optional.empty()
        : Optional.of(
            new Eviction(
                policy,
                !limit.equals("0"),
                Long.parseLong(evicted),
                fields.getOrDefault("run_id", "")));
  }

  private Eviction and(Eviction other) {
    Eviction worse = other.mayDrop() || !mayDrop() ? other : this;
    String both = servers.isEmpty() ? other.servers : servers + "," + other.servers;
    return new Eviction(worse.policy, worse.limited, evicted + other.evicted, both);
  }
}
