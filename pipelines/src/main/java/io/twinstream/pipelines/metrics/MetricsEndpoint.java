package io.twinstream.pipelines.metrics;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.twinstream.beam.metric.JobMetrics;
import java.io.IOException;
import java.net.BindException;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.options.PipelineOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP endpoint {@code /metrics} of a process of a job. Its steps share it: it opens with the
 * first of them and closes with the last. A job without a free port runs without it.
 */
public final class MetricsEndpoint implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MetricsEndpoint.class);

  @GuardedBy("OPEN")
  private static final Map<String, MetricsEndpoint> OPEN = new HashMap<>();

  private final String address;
  private final HTTPServer server;

  @GuardedBy("OPEN")
  private int users;

  private MetricsEndpoint(String address, HTTPServer server) {
    this.address = address;
    this.server = server;
  }

  /**
   * Opens the endpoint of a job, if its options name one. Closed once by each that has opened it.
   */
  public static MetricsEndpoint open(PipelineOptions options) {
    String address = options.as(MetricsOptions.class).getMetrics();
    if (address == null) {
      return new MetricsEndpoint(null, null);
    }
    synchronized (OPEN) {
      MetricsEndpoint endpoint =
          OPEN.computeIfAbsent(
              address, text -> new MetricsEndpoint(text, listen(MetricsAddress.parse(text))));
      endpoint.users++;
      return endpoint;
    }
  }

  private static HTTPServer listen(MetricsAddress address) {
    for (int port = address.from(); port <= address.to(); port++) {
      try {
        HTTPServer server =
            HTTPServer.builder()
                .hostname(address.host())
                .port(port)
                .registry(JobMetrics.registry())
                .buildAndStart();
        LOG.info("metrics of the job are at http://{}:{}/metrics", address.host(), port);
        return server;
      } catch (BindException e) {
        LOG.debug("port {} is not free", port, e);
      } catch (IOException e) {
        LOG.warn("metrics of the job are not exported at {}:{}", address.host(), port, e);
        return null;
      }
    }
    LOG.warn(
        "metrics of the job are not exported: no port of {}:{}-{} is free; give more with"
            + " --metrics",
        address.host(),
        address.from(),
        address.to());
    return null;
  }

  @Override
  public void close() {
    if (address == null) {
      return;
    }
    synchronized (OPEN) {
      users--;
      if (users == 0) {
        OPEN.remove(address);
        if (server != null) {
          server.close();
        }
      }
    }
  }
}
