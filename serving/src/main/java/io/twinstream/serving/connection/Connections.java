package io.twinstream.serving.connection;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import io.twinstream.serving.background.Repeated;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes connections beyond the limits, and those whose request does not arrive in time. */
@Singleton
final class Connections implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {
  private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

  private static final String CODEC = ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC;

  private final ConnectionConfiguration configuration;
  private final AtomicInteger open = new AtomicInteger();
  private final Map<String, Integer> byNetwork = new ConcurrentHashMap<>();
  private final Counter refused;
  private final Counter cut;
  private final Repeated lines = new Repeated();

  Connections(ConnectionConfiguration configuration, Provider<MeterRegistry> meters) {
    this.configuration = configuration;
    MeterRegistry registry = meters.get();
    Gauge.builder("twinstream.connections.open", open, AtomicInteger::get)
        .description("Open connections.")
        .register(registry);
    this.refused =
        Counter.builder("twinstream.connections.refused")
            .description(
                "Connections that were closed because of the limit, in all or per address.")
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
    int all = open.incrementAndGet();
    String network = network(channel);
    int own = byNetwork.merge(network, 1, Integer::sum);
    channel
        .closeFuture()
        .addListener(
            closed -> {
              open.decrementAndGet();
              byNetwork.computeIfPresent(network, (name, n) -> n == 1 ? null : n - 1);
            });
    if (all > configuration.max()) {
      refuse(channel, configuration.max(), "twinstream.connections.max", "");
    } else if (configuration.maxPerAddress() > 0 && own > configuration.maxPerAddress()) {
      refuse(
          channel,
          configuration.maxPerAddress(),
          "twinstream.connections.max-per-address",
          " from " + network);
    }
  }

  private void refuse(Channel channel, int limit, String property, String from) {
    refused.increment();
    lines.pass(
        property,
        left ->
            LOG.warn(
                "closed a connection: {} are open{} already, the limit of {}{}",
                limit,
                from,
                property,
                Repeated.told(left)));
    channel.close();
  }

  private static String network(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress remote && !remote.isUnresolved()
        ? Network.of(remote.getAddress())
        : "elsewhere";
  }

  private final class Connection implements NettyServerCustomizer {
    private final Channel channel;
    private final Arrival arrival;

    Connection(Channel channel) {
      this.channel = channel;
      this.arrival = new Arrival(channel, configuration.requestWithin(), cut::increment);
    }

    @Override
    public void onInitialPipelineBuilt() {
      if (!speaksHttp1()) {
        arrival.arrived(); // HTTP/2: its requests do not follow one another.
      }
    }

    @Override
    public void onStreamPipelineBuilt() {
      if (speaksHttp1()) {
        channel.pipeline().addBefore(CODEC, "request-bytes", arrival.bytes());
        channel.pipeline().addAfter(CODEC, "request-end", arrival.end());
      }
    }

    private boolean speaksHttp1() {
      return channel.pipeline().get(CODEC) != null;
    }
  }
}
