package io.twinstream.benchmarks.serving;

import com.sun.management.OperatingSystemMXBean;
import com.sun.tools.attach.VirtualMachine;
import io.twinstream.local.process.Installation;
import io.twinstream.local.process.LocalProcess;
import io.twinstream.local.process.Supervisor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** The server in its own process, with its use of CPU and heap. */
final class MeasuredServer implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("\\{\"listening\":\"([^\"]+)\"");
  private static final Duration START_LIMIT = Duration.ofSeconds(90);

  private final LocalProcess process;
  private final URI uri;
  private final JMXConnector connector;
  private final MBeanServerConnection beans;

  @SuppressWarnings("BanJNDI") // The connection is to the own child process.
  private MeasuredServer(LocalProcess process) throws Exception {
    this.process = process;
    this.uri = URI.create(listening(process).orElseThrow());
    VirtualMachine machine = VirtualMachine.attach(Long.toString(process.pid()));
    String address = machine.startLocalManagementAgent();
    machine.detach();
    this.connector = JMXConnectorFactory.connect(new JMXServiceURL(address));
    this.beans = connector.getMBeanServerConnection();
  }

  /**
   * Starts it and waits until it listens.
   *
   * @param jvm options
   * @param redis {@code HOST:PORT}
   * @param more of its arguments
   */
  static MeasuredServer start(
      Supervisor supervisor,
      String name,
      List<String> jvm,
      Path definitions,
      String redis,
      String... more)
      throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("--definitions=" + definitions, "--redis=" + redis, "--port=0"));
    arguments.addAll(List.of(more));
    List<String> options = new ArrayList<>(jvm);
    options.add("-Djava.rmi.server.hostname=127.0.0.1");
    LocalProcess process =
        supervisor.start(
            name,
            Installation.find()
                .java(
                    supervisor.state().temporary(),
                    "serving",
                    options,
                    "io.twinstream.serving.Serve",
                    arguments));
    process.awaitReady(() -> listening(process).isPresent(), START_LIMIT);
    return new MeasuredServer(process);
  }

  private static Optional<String> listening(LocalProcess process) {
    try {
      Matcher matcher = LISTENING.matcher(Files.readString(process.log()));
      return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + process.log(), e);
    }
  }

  URI uri() {
    return uri;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  String logEnd() {
    return process.logEnd();
  }

  /** Its CPU time so far, in nanoseconds. */
  long cpuNanos() throws IOException {
    return ManagementFactory.newPlatformMXBeanProxy(
            beans, ManagementFactory.OPERATING_SYSTEM_MXBEAN_NAME, OperatingSystemMXBean.class)
        .getProcessCpuTime();
  }

  /** The bytes allocated so far by its live threads. */
  long allocatedBytes() throws IOException {
    try {
      ObjectName threading = new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME);
      long[] ids = (long[]) beans.getAttribute(threading, "AllThreadIds");
      long[] bytes =
          (long[])
              beans.invoke(
                  threading,
                  "getThreadAllocatedBytes",
                  new Object[] {ids},
                  new String[] {long[].class.getName()});
      long sum = 0;
      for (long each : bytes) {
        sum += Math.max(0, each);
      }
      return sum;
    } catch (JMException e) {
      throw new IOException("the server does not report its allocations", e);
    }
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
