package io.twinstream.local;

import io.twinstream.local.flink.FlinkCluster;
import io.twinstream.local.flink.FlinkRest;
import io.twinstream.local.flink.ZooKeeper;
import io.twinstream.local.process.StateDirectory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Checks that the parts of a stack run and answer. */
public final class StackHealth {
  private StackHealth() {}

  /**
   * Returns the problems of a running stack.
   *
   * @return one line for each part that does not run or does not answer
   */
  public static List<String> problems(StateDirectory state, StackAddresses addresses) {
    FlinkRest rest = FlinkRest.at(addresses.flink());
    Map<String, BooleanSupplier> answers = new LinkedHashMap<>();
    answers.put(RedisServer.NAME, () -> RedisServer.answers(port(addresses.redis())));
    answers.put(KafkaBroker.NAME, () -> KafkaBroker.at(addresses.kafka()).answers());
    if (addresses.lasting()) {
      answers.put(ZooKeeper.NAME, () -> true);
    }
    answers.put(FlinkCluster.JOB_MANAGER, rest::answers);
    answers.put(FlinkCluster.TASK_MANAGER, () -> !rest.answers() || rest.slots() > 0);
    Map<String, String> troubles = StackTroubles.read(state.path()).byProcess();
    List<String> problems = new ArrayList<>();
    answers.forEach(
        (name, answer) -> {
          boolean runs = !state.alive(name::equals).isEmpty();
          if (!runs || !answer.getAsBoolean()) {
            String happened = troubles.get(name);
            problems.add(
                name
                    + (runs ? " does not answer" : " is not running")
                    + (happened == null ? "; see " + state.log(name) : ": " + happened));
          }
        });
    return problems;
  }

  private static int port(String address) {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }
}
