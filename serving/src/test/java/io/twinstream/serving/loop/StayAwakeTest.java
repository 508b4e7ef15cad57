package io.twinstream.serving.loop;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.exceptions.BeanInstantiationException;
import io.micronaut.http.netty.channel.EventLoopGroupFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SelectStrategy;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class StayAwakeTest {
  private static final long MILLI = 1_000_000;

  @Test
  void eventsOfAnAwakeLoopAreHandledAtOnce() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    int found =
        new StayAwake(60_000 * MILLI)
            .calculateStrategy(() -> looks.incrementAndGet() < 5 ? 0 : 3, false);
    assertThat(found, is(3));
    assertThat(looks.get(), is(5));
  }

  @Test
  void aLoopThatFindsNothingSleeps() throws Exception {
    long begin = System.nanoTime();
    assertThat(new StayAwake(MILLI).calculateStrategy(() -> 0, false), is(SelectStrategy.SELECT));
    assertThat(System.nanoTime() - begin, greaterThanOrEqualTo(MILLI));
  }

  @Test
  void tasksDoNotWait() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    int found = new StayAwake(60_000 * MILLI).calculateStrategy(looks::getAndIncrement, true);
    assertThat(found, is(0));
    assertThat(looks.get(), is(1));
  }

  @Test
  void theServersLoopsRunTasksThatOthersHandThem() throws Exception {
    try (ApplicationContext context =
        ApplicationContext.run(Map.of("twinstream.loops.awake", "500us"))) {
      EventLoopGroupFactory factory = context.getBean(EventLoops.class);
      var group = new MultiThreadIoEventLoopGroup(2, factory.createIoHandlerFactory());
      try {
        for (int i = 0; i < 200; i++) {
          int number = i;
          assertThat(group.submit(() -> number).get(10, TimeUnit.SECONDS), is(number));
          Thread.sleep(i % 3); // Some find the loop awake, others asleep.
        }
      } finally {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
      }
    }
  }

  @Test
  void longerThanAMillisecondIsRefused() {
    try (ApplicationContext context =
        ApplicationContext.run(Map.of("twinstream.loops.awake", "2ms"))) {
      BeanInstantiationException refusal =
          assertThrows(
              BeanInstantiationException.class, () -> context.getBean(LoopConfiguration.class));
      assertThat(refusal.getMessage(), containsString("twinstream.loops.awake"));
    }
  }
}
