package io.twinstream.serving.connection;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.twinstream.serving.background.Repeated;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes connections beyond the limit, and those whose request does not come to an end. */
@Singleton
final class Connections implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {
  private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

  private final ConnectionConfiguration configuration;
  private final AtomicInteger open = new AtomicInteger();
  private final Counter refused;
  private final Counter cut;
  private final Repeated lines = new Repeated();

  Connections(ConnectionConfiguration configuration, Provider<MeterRegistry> meters) {
    this.configuration = configuration;
    MeterRegistry registry = meters.get();
    Gauge.builder("twinstream.connections.open", open, AtomicInteger::get)
        .description("Connections of callers.")
        .register(registry);
    this.refused =
        Counter.builder("twinstream.connections.refused")
            .description("Connections that were closed because there were too many.")
            .register(registry);
    this.cut =
        Counter.builder("twinstream.connections.cut")
            .description("Connections that were closed because a request took too long to arrive.")
            .register(registry);
  }

  @Override
  public NettyServerCustomizer.Registry onCreated(
      BeanCreatedEvent<NettyServerCustomizer.Registry> created) {
    NettyServerCustomizer.Registry registry = created.getBean();
    registry.register(new Listener());
    return registry;
  }

  private final class Listener implements NettyServerCustomizer {
    @Override
    public NettyServerCustomizer specializeForChannel(Channel channel, ChannelRole role) {
      if (role != ChannelRole.CONNECTION) {
        return this;
      }
      admit(channel);
      return new Connection(channel);
    }
  }

  private void admit(Channel channel) {
    int now = open.incrementAndGet();
    channel.closeFuture().addListener(closed -> open.decrementAndGet());
    if (now > configuration.max()) {
      refused.increment();
      lines.pass(
          refused,
          left ->
              LOG.warn(
                  "a connection was closed: there are {} already, which"
                      + " twinstream.connections.max allows{}",
                  configuration.max(),
                  Repeated.told(left)));
      channel.close();
    }
  }

  private final class Connection implements NettyServerCustomizer {
    private final Channel channel;

    Connection(Channel channel) {
      this.channel = channel;
    }

    @Override
    public void onStreamPipelineBuilt() {
      ChannelPipeline pipeline = channel.pipeline();
      String codec = ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC;
      if (pipeline.get(codec) != null) {
        Arrival arrival = new Arrival(configuration.requestWithin(), cut::increment);
        pipeline.addBefore(codec, "request-bytes", arrival.bytes());
        pipeline.addAfter(codec, "request-end", arrival.end());
      }
    }
  }
}
