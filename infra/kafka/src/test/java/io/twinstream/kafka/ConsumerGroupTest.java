package io.twinstream.kafka;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConsumerGroupTest {
  @Test
  void jobsOfOtherViewsHaveOtherGroupsAndARestartHasTheSame() {
    String both = ConsumerGroup.name("shop", List.of("user@1", "card@2"));
    assertThat(both, is("twinstream.shop.card@2.user@1"));
    assertThat(ConsumerGroup.name("shop", List.of("card@2", "user@1")), is(both));
    assertThat(ConsumerGroup.name("shop", List.of("card@1", "user@1")), is(not(both)));
  }

  @Test
  void aNameOfManyViewsIsShortened() {
    List<String> views = IntStream.range(0, 50).mapToObj(i -> "a_long_view_" + i + "@1").toList();
    String name = ConsumerGroup.name("shop", views);
    assertThat(name.length(), is(200));
    assertThat(name, startsWith("twinstream.shop.a_long_view_0@1.a_long_view_10@1."));
    assertThat(ConsumerGroup.name("shop", views.subList(0, 49)), is(not(name)));
  }
}
