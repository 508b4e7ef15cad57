package io.twinstream.stores;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether Redis evicts states because its memory is full.
 *
 * @param policy the eviction policy; Redis' {@code maxmemory-policy}
 * @param limited whether its memory is limited
 * @param byRun the number of keys that each run of each server has evicted, by run id, since the
 *     run started or its statistics were reset
 */
public record Eviction(String policy, boolean limited, Map<String, Long> byRun) {
  /** The result for a store that never evicts. */
  public static final Eviction NONE = new Eviction("noeviction", false, Map.of());

  public Eviction {
    byRun = Map.copyOf(byRun);
  }

  /** Returns the number of keys that all present runs have evicted. */
  public long evicted() {
    return byRun.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Reports whether states may be evicted in the future. */
  public boolean mayDrop() {
    return limited && !policy.equals(NONE.policy);
  }

  /** Returns the problem and what to do; empty if nothing was evicted or can be. */
  public Optional<String> warning() {
    if (evicted() > 0) {
      return Optional.of(
          "Redis has evicted %d keys because its memory is full (maxmemory-policy %s): "
                  .formatted(evicted(), policy)
              + "views have lost states, and requests for their entities get ERROR; set"
              + " maxmemory-policy to noeviction and raise maxmemory: live jobs then write their"
              + " states again; repeat the loads of backfill --online");
    }
    return mayDrop()
        ? Optional.of(
            "Redis will evict states when its memory is full: maxmemory-policy is %s and must be"
                    .formatted(policy)
                + " noeviction; run CONFIG SET maxmemory-policy noeviction")
        : Optional.empty();
  }

  /**
   * Parses the reply of Redis' INFO. CONFIG has the same facts, but managed services forbid it.
   *
   * @param members the replies of all servers that hold states
   * @return empty if they do not contain the facts
   */
  public static Optional<Eviction> of(List<String> members) {
    Optional<Eviction> all = Optional.of(NONE);
    for (String info : members) {
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
                Map.of(fields.getOrDefault("run_id", ""), Long.parseLong(evicted))));
  }

  private Eviction and(Eviction other) {
    Eviction worse = other.mayDrop() || !mayDrop() ? other : this;
    Map<String, Long> both = new HashMap<>(byRun);
    other.byRun.forEach((run, keys) -> both.merge(run, keys, Long::sum));
    return new Eviction(worse.policy, worse.limited, both);
  }
}
