package io.twinstream.kafka;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PatienceTest {
  private static final List<TopicPartition> READ = List.of(new TopicPartition("t", 0));

  @Test
  @Timeout(30)
  void aBrokerThatIsGoneIsNotPolledForEver() {
    try (var consumer = KafkaClients.plain("127.0.0.1:1").consumer(Map.of())) {
      consumer.assign(READ);
      consumer.seek(READ.get(0), 5);
      Patience patience = Patience.of(Duration.ofMillis(200));
      TimeoutException thrown =
          assertThrows(
              TimeoutException.class,
              () -> {
                while (consumer.position(READ.get(0)) < 6) {
                  patience.require(consumer, READ);
                  consumer.poll(Duration.ofMillis(20));
                }
              });
      assertThat(thrown.getMessage(), containsString("no record of [t-0]"));
    }
  }
}
